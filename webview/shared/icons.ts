import { svg, html, type TemplateResult } from 'lit';

/*
 * The icons of both views, drawn on a 16 pixel grid. They have the colour of the surrounding text and are hidden from screen
 * readers, because the control around them has a name.
 */

const icon = (content: TemplateResult) =>
  html`<svg
    class="icon"
    viewBox="0 0 16 16"
    width="16"
    height="16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.2"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    ${content}
  </svg>`;

const solid = (path: string) => icon(svg`<path d=${path} fill="currentColor" stroke="none" />`);
const lines = (path: string) => icon(svg`<path d=${path} />`);

export const icons = {
  play: solid('M4.5 2.6v10.8c0 .5.5.8.9.5l8-5.4a.6.6 0 0 0 0-1l-8-5.4c-.4-.3-.9 0-.9.5z'),
  pause: solid('M4 3h2.6v10H4zM9.4 3H12v10H9.4z'),
  stop: solid('M4.4 3.4h7.2a1 1 0 0 1 1 1v7.2a1 1 0 0 1-1 1H4.4a1 1 0 0 1-1-1V4.4a1 1 0 0 1 1-1z'),
  close: lines('M4 4l8 8M12 4l-8 8'),
  add: lines('M8 3v10M3 8h10'),
  folder: lines(
    'M1.8 12.2V4c0-.4.3-.7.7-.7h3.3l1.5 1.6h6.2c.4 0 .7.3.7.7v6.6c0 .4-.3.7-.7.7h-11a.7.7 0 0 1-.7-.7z',
  ),
  download: lines('M8 2.4v7.8M4.8 7L8 10.2 11.2 7M2.8 13.4h10.4'),
  workspace: icon(svg`<circle cx="7" cy="7" r="4.2" /><path d="M10.2 10.2l3.6 3.6" />`),
  reset: lines('M3 3v3.6h3.6M3.3 6.4A5.2 5.2 0 1 1 2.8 9'),
  bookmark: lines('M4.2 2.6h7.6v10.8L8 10.6l-3.8 2.8z'),
  list: lines('M2.8 4h.4M5.6 4h7.6M2.8 8h.4M5.6 8h7.6M2.8 12h.4M5.6 12h7.6'),
  json: lines(
    'M6 2.8c-1.7 0-1.7 1-1.7 2.4S4 8 2.7 8c1.3 0 1.6 1.3 1.6 2.8s0 2.4 1.7 2.4M10 2.8c1.7 0 1.7 1 1.7 2.4S12 8 13.3 8c-1.3 0-1.6 1.3-1.6 2.8s0 2.4-1.7 2.4',
  ),
  restart: lines('M13 3v3.6H9.4M12.7 6.4A5.2 5.2 0 1 0 13.2 9'),
  log: lines('M3 4h10M3 7h10M3 10h6M3 13h4'),
  reuse: lines('M5.5 3L2.5 6l3 3M2.5 6h7.3a3.5 3.5 0 0 1 0 7H7'),
  trash: lines('M3 4.3h10M6.3 4.3V2.8h3.4v1.5M4.3 4.3l.6 8.9h6.2l.6-8.9M6.8 6.8v4M9.2 6.8v4'),
  image: icon(
    svg`<rect x="2" y="3" width="12" height="10" rx="1" /><circle cx="5.6" cy="6.4" r="1.1" /><path d="M2.3 11.8l3.5-3 2.3 1.9 2.7-3 3 3" />`,
  ),
  chart: lines('M2.5 2.5v11h11M4.8 5c1 4.5 3.6 5.6 8.2 5.9'),
  error: icon(svg`<circle cx="8" cy="8" r="5.8" /><path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2" />`),
  warning: lines('M8 2.6l5.9 10.4H2.1zM8 6.4v3.4M8 11.4v.2'),
  info: icon(svg`<circle cx="8" cy="8" r="5.8" /><path d="M8 7.3v3.7M8 5v.2" />`),
  chevron: lines('M6 3.5L10.5 8 6 12.5'),
  up: lines('M8 13V3.5M4 7.2L8 3.2l4 4'),
  down: lines('M8 3v9.5M4 8.8l4 4 4-4'),
  check: lines('M3 8.5l3.3 3.3L13 4.5'),
  open: lines(
    'M9 2.8h4.2V7M13 3L7.5 8.5M11.7 9.3v3.2c0 .4-.3.7-.7.7H3.5a.7.7 0 0 1-.7-.7V5c0-.4.3-.7.7-.7h3.2',
  ),
  sliders: lines('M3 5h4M11 5h2M3 11h1.5M8.5 11H13M9 3.3v3.4M6.5 9.3v3.4'),
  sparkle: lines(
    'M6.5 3.5l1.2 3.3 3.3 1.2-3.3 1.2-1.2 3.3-1.2-3.3L2 8l3.3-1.2zM12 1.8v3M10.5 3.3h3M12.5 11v2.6M11.2 12.3h2.6',
  ),

  variants: icon(
    svg`<rect x="2" y="3" width="5" height="4.2" rx="0.6" /><rect x="9" y="3" width="5" height="4.2" rx="0.6" /><rect x="2" y="9" width="5" height="4.2" rx="0.6" /><rect x="9" y="9" width="5" height="4.2" rx="0.6" />`,
  ),

  brush: lines(
    'M13.2 2.8c-2.4.7-5 3-6.6 5.4l1.2 1.2c2.4-1.6 4.7-4.2 5.4-6.6zM6.2 8.9c-1.6-.2-2.6.8-2.8 2.2-.1.9-.6 1.5-1.2 1.9 2 .7 5.2.2 5.2-2.9',
  ),
  eraser: lines('M9.6 3l3.6 3.6-5.8 5.8H4.9L2.6 10zM5.8 6.8l3.6 3.6M7 13h6'),
  undo: lines('M5.5 3L2.5 6l3 3M2.5 6h7.3a3.5 3.5 0 0 1 0 7H7'),
  redo: lines('M10.5 3l3 3-3 3M13.5 6H6.2a3.5 3.5 0 0 0 0 7H9'),
  fill: icon(svg`<rect x="2.5" y="3" width="11" height="10" rx="1" fill="currentColor" />`),
  clear: icon(svg`<rect x="2.5" y="3" width="11" height="10" rx="1" stroke-dasharray="2 1.6" />`),
  invert: icon(
    svg`<rect x="2.5" y="3" width="11" height="10" rx="1" /><path d="M2.5 13h10.9V3.2z" fill="currentColor" stroke="none" />`,
  ),

  result: icon(svg`<rect x="2.2" y="2.7" width="11.6" height="10.6" rx="1" />`),
  swipe: icon(
    svg`<rect x="2.2" y="3.2" width="11.6" height="9.6" rx="1" /><path d="M8 1.5v13" /><path d="M2.7 3.7h5.3v8.6H2.7z" fill="currentColor" stroke="none" opacity="0.45" />`,
  ),
  sideBySide: icon(
    svg`<rect x="1.7" y="3.2" width="5.4" height="9.6" rx="0.8" /><rect x="8.9" y="3.2" width="5.4" height="9.6" rx="0.8" />`,
  ),
  difference: icon(
    svg`<circle cx="8" cy="8" r="5.6" /><path d="M8 2.4a5.6 5.6 0 0 1 0 11.2z" fill="currentColor" stroke="none" />`,
  ),
  larger: lines('M9.5 2.5h4v4M13.3 2.7L9 7M2.5 7.5v6h6M2.5 7.5h6v6'),
  more: lines('M3 8a5 5 0 1 1 1.6 3.7M8 5v3.2l2.2 1.4M2.5 13.5v-3h3'),
  zoomIn: icon(svg`<circle cx="7" cy="7" r="4.7" /><path d="M10.5 10.5l3.5 3.5M7 5v4M5 7h4" />`),
  zoomOut: icon(svg`<circle cx="7" cy="7" r="4.7" /><path d="M10.5 10.5l3.5 3.5M5 7h4" />`),
  fit: lines('M2.5 5.5v-3h3M10.5 2.5h3v3M13.5 10.5v3h-3M5.5 13.5h-3v-3M5.5 5.5h5v5h-5z'),
  save: lines(
    'M2.8 3.5c0-.4.3-.7.7-.7h7.6l2.1 2.1v7.6c0 .4-.3.7-.7.7h-9a.7.7 0 0 1-.7-.7zM5 13V9h6v4M5.3 3v2.8h4.4V3',
  ),
  copy: lines(
    'M5.8 5.8V3.2c0-.4.3-.7.7-.7h6.3c.4 0 .7.3.7.7v6.3c0 .4-.3.7-.7.7h-2.6M3.2 5.8h6.3c.4 0 .7.3.7.7v6.3c0 .4-.3.7-.7.7H3.2a.7.7 0 0 1-.7-.7V6.5c0-.4.3-.7.7-.7z',
  ),
  help: icon(
    svg`<circle cx="8" cy="8" r="5.8" /><path d="M6.3 6.5c0-2.3 3.5-2.3 3.5-.1 0 1.4-1.8 1.4-1.8 2.8M8 11.2v.1" />`,
  ),
} as const;
