import { config } from 'zod';

/* What libraries need before they do anything: to be imported before them. */

// Zod would try to compile its schemas with `new Function`, which the page's content security policy reports.
config({ jitless: true });

// uPlot formats numbers for `navigator.language` as it loads, and would throw there, and take the whole view with it,
// where a system says something that is no language tag (`en-US@posix`, Chromium with LANG=C).
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
