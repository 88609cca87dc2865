/*
 * uPlot formats numbers for `navigator.language` as it loads, and would throw there, and take the whole view with it,
 * where a system says something that is no language tag (`en-US@posix`, Chromium with LANG=C). Import this before it.
 */
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
