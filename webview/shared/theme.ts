/** A colour of VS Code's current theme: `charts-blue`. For canvases, which CSS cannot style. */
export function themeColor(name: string, fallback: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--vscode-${name}`).trim() || fallback;
}

/** VS Code changes the variables on the root element and the classes of the body when another theme is chosen. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, {
    attributes: true,
    attributeFilter: ['class', 'data-vscode-theme-kind', 'data-vscode-theme-id'],
  });
  const forcedColors = window.matchMedia('(forced-colors: active)');
  forcedColors.addEventListener('change', listener);
  return () => {
    observer.disconnect();
    forcedColors.removeEventListener('change', listener);
  };
}
