import { config } from 'zod';

import { setLanguage } from './language';

/* Prepares the page for libraries, and for its own words. Import this before them. */

setLanguage(document.documentElement.lang, document.getElementById('translations')?.textContent ?? '{}');

// Zod would try to compile its schemas with `new Function`, which the page's content security policy reports.
config({ jitless: true });

// uPlot formats numbers for `navigator.language` while it loads. It would throw, and break the whole view, on systems that
// report something that is not a language tag (`en-US@posix`, Chromium with LANG=C).
try {
  new Intl.NumberFormat(navigator.language);
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US' });
}
