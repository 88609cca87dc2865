import * as vscode from 'vscode';

/** What Stylize offers to someone who uses it by keyboard or with a screen reader, as VS Code's own dialogs say it. */
export const helpText = (): string =>
  [
    heading(vscode.l10n.t('The side panel')),
    vscode.l10n.t(
      'Stylize: Show Panel moves the focus to the side panel, and Tab goes through it. Its headings are Picture, Styles, Look, Recipe, Advanced, Queue and History. The buttons of the run are at its end.',
    ),
    vscode.l10n.t(
      'Choose a picture with Browse or Workspace, then a style in the gallery. Several styles are mixed: each has a slider for its share.',
    ),
    vscode.l10n.t(
      'Sliders: arrow keys for small steps, Page Up and Page Down for large ones, Home and End for the ends. Each has a field for the number beside it, and a button that returns to the recipe’s value.',
    ),
    vscode.l10n.t(
      'Ctrl+Enter starts from anywhere in the panel; Command+Enter on macOS. Ctrl+Z and Ctrl+Y undo and redo changes of settings.',
    ),
    heading(vscode.l10n.t('While a picture is being painted')),
    vscode.l10n.t(
      'A screen reader says when the state of the run changes, and each tenth of the way. Pause, Resume and Stop are buttons of the panel and of the editor, and commands: Stylize: Pause, Stylize: Resume, Stylize: Stop and Keep the Picture.',
    ),
    vscode.l10n.t(
      'Alt+F2, or Stylize: Describe the Run, opens the run as a text: progress, time left, pictures, recipe, losses and remarks. Use it again for the newest state.',
    ),
    heading(vscode.l10n.t('The editor with the picture')),
    vscode.l10n.t(
      'With the focus on the picture: plus and minus zoom, arrow keys move, 1 shows the actual size, 0 fits. R shows the result, S swipes between it and the original, B shows both side by side, D their difference. Space pauses and resumes.',
    ),
    vscode.l10n.t(
      'Ctrl+S saves the result next to its picture, Ctrl+Shift+S elsewhere; Command instead of Ctrl on macOS.',
    ),
    heading(vscode.l10n.t('The editor for masks')),
    vscode.l10n.t(
      'Arrow keys move the brush, farther with Shift; Enter puts it down and lifts it. Brackets change its size, N chooses the next style, G fills the mask, I inverts it, Delete clears it. The question mark lists all keys.',
    ),
    heading(vscode.l10n.t('Everything else')),
    vscode.l10n.t(
      'Everything is also a command: type Stylize in the command palette. The panel follows VS Code’s theme, high contrast included, and its setting for reduced motion.',
    ),
  ].join('\n\n');

const heading = (text: string): string => `## ${text}`;
