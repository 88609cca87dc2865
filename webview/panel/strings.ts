import * as l10n from '@vscode/l10n';

import type { Choice } from '../../src/contracts/engine';
import type { Downloads, VariantName } from '../../src/contracts/panel';
import { mostStyles } from '../../src/recipe/styles';
import { locale } from '../shared/language';
import { runWords } from '../shared/runs/run-words';

const list = (names: readonly string[]) => new Intl.ListFormat(locale()).format(names);

/** What a choice may be about. */
interface ChoiceFacts {
  readonly size: string | number;
  readonly iterations: string | number;
  readonly network: string;
  readonly device: string;
  readonly memory: string;
}

/** Every word of the side panel. */
export const strings = {
  title: 'Stylize',
  welcome: {
    text: l10n.t('Choose a picture and a style, and watch the picture being painted anew.'),
    choose: l10n.t('Choose a picture'),
    sample: l10n.t('Try the sample'),
    dropHint: l10n.t('Or drop a picture here while holding Shift.'),
  },
  failedToLoad: l10n.t('The panel could not be loaded.'),
  retry: l10n.t('Try again'),

  content: {
    heading: l10n.t('Picture'),
    none: l10n.t('No picture yet'),
    dropHint: l10n.t('Choose one, or drop it here while holding Shift.'),
    browse: l10n.t('Browse…'),
    browseFor: l10n.t('Browse for a picture…'),
    workspace: l10n.t('Workspace…'),
    workspaceFor: l10n.t('Choose a picture of the workspace…'),
  },
  styles: {
    heading: l10n.t('Styles'),
    add: l10n.t('Add a style'),
    addFirst: l10n.t('Choose a style'),
    close: l10n.t('Close the gallery'),
    full: l10n.t`${mostStyles} styles are the most that can be mixed.`,
    remove: (name: string) => l10n.t`Remove ${name}`,
    mix: (name: string) => l10n.t`Weight of ${name} in the mix`,
    mixText: (percent: string) => l10n.t`${percent} of the mix`,
    galleryHeading: l10n.t('Gallery'),
    galleryHint: l10n.t('Or drop pictures here while holding Shift.'),
    inUse: l10n.t('in use'),
    browse: l10n.t('Browse for a style picture…'),
    workspace: l10n.t('Choose a style picture of the workspace…'),
  },

  masks: {
    paint: (name: string) => l10n.t`Paint where ${name} goes…`,
    edit: (name: string) => l10n.t`Edit the mask of ${name}…`,
    remove: (name: string) => l10n.t`Remove the mask of ${name}`,
    needsContent: l10n.t('Choose a picture to paint masks on.'),
  },

  look: {
    heading: l10n.t('Look'),
    mix: l10n.t('the mix'),
    live: (names: readonly string[]) =>
      l10n.t`${list(names)} act at once, on the picture that is being painted; everything else with the next start.`,
  },

  variants: {
    heading: l10n.t('Variants'),
    try: l10n.t('Try 6 variants'),
    tryHelp: l10n.t('Small, quick pictures of six settings around the present ones, to choose by eye'),
    again: l10n.t('Try again around these settings'),
    cancel: l10n.t('Cancel the variants'),
    close: l10n.t('Close the variants'),
    undo: l10n.t('Undo'),
    undoHelp: l10n.t('Return to the settings before the last variant was taken over'),
    hint: l10n.t('Click one to take over its settings. At full size strokes come out finer than here.'),
    adopt: (title: string, detail: string) => l10n.t`${title}: ${detail}. Take over its settings`,
    missing: (title: string, state: string) => l10n.t`${title}: ${state}`,
    states: {
      waiting: l10n.t('waiting'),
      running: l10n.t('being painted'),
      done: l10n.t('done'),
      failed: l10n.t('failed'),
      cancelled: l10n.t('cancelled'),
    },
    announce: (done: number, count: number) => l10n.t`Variant ${done} of ${count} is there`,
    names: {
      gentler: [l10n.t('Gentler'), l10n.t('style ÷ 10')],
      stronger: [l10n.t('Stronger'), l10n.t('style × 10')],
      'larger-strokes': [l10n.t('Big strokes'), l10n.t('brush × 1.6')],
      'finer-strokes': [l10n.t('Fine strokes'), l10n.t('brush × 0.6')],
      'content-colors': [l10n.t('Own colours'), l10n.t('of the picture')],
      'matched-colors': [l10n.t('Toned'), l10n.t('colours matched')],
      'style-colors': [l10n.t('Style’s colours'), l10n.t('of the style')],
      smoother: [l10n.t('Smoother'), l10n.t('smoothness × 10')],
      'from-noise': [l10n.t('From noise'), l10n.t('not from the picture')],
      'from-content': [l10n.t('From the picture'), l10n.t('not from noise')],
    } satisfies Record<VariantName, readonly [string, string]>,
  },

  recipe: {
    heading: l10n.t('Recipe'),
    label: l10n.t('Recipe'),
    help: l10n.t('A set of values for everything below, after a published program or of our own.'),
    json: l10n.t('Open the recipe as JSON'),
    importStyle: l10n.t('Import fast style…'),
    trainStyle: l10n.t('Train fast style…'),
    removeStyle: l10n.t('Remove this fast style…'),
    preset: l10n.t('Preset'),
    presetHelp: l10n.t('Settings that you have saved under a name: a recipe with your changes.'),
    noPreset: l10n.t('None'),
    savePreset: l10n.t('Save these settings as a preset…'),
    presets: l10n.t('Presets…'),
    missing: (name: string) => l10n.t`The recipe ${name} is not there any more: this one takes its place.`,
    setAside: (label: string, key: string, reason: string) =>
      l10n.t`Your change of ${label} (${key}) is kept, but not used: this recipe does not take it. ${reason}`,
    forget: l10n.t('Forget it'),
    resetAll: (count: number) => (count === 1 ? l10n.t('Reset 1 change') : l10n.t`Reset ${count} changes`),
  },

  options: {
    heading: (recipe: string) => l10n.t`Options of ${recipe}`,
  },

  size: {
    native: l10n.t('Native'),
    pixels: (size: number) => l10n.t`${size} px`,
  },
  forecast: {
    label: l10n.t('What the next picture needs'),
    needs: (size: string, memory: string, time: string) =>
      l10n.t`${size}, about ${memory} of memory and ${time}.`,
    tiles: (side: number) => l10n.t`Painted in tiles of ${side} px, so that it fits.`,
    tooMuch: (budget: string) => l10n.t`That is more than the ${budget} that it may use.`,
    tooLong: l10n.t('It takes long.'),
    choices: {
      size: ({ size }) => (typeof size === 'number' ? l10n.t`Use ${size} px` : l10n.t`Use ${size}`),
      iterations: ({ iterations }) => l10n.t`Use ${iterations} iterations`,
      network: ({ network }) => l10n.t`Use ${network}`,
      device: ({ device }) => l10n.t`Use ${device}`,
      memory: ({ memory }) => l10n.t`Allow ${memory}`,
    } satisfies Record<Choice['kind'], (facts: ChoiceFacts) => string>,
  },
  initialFile: { choose: l10n.t('Choose…') },
  layers: {
    more: l10n.t('Further'),
    add: l10n.t('Add a layer…'),
    ownShares: l10n.t('As they are'),
  },
  refused: l10n.t('Not with L-BFGS.'),

  advanced: {
    heading: l10n.t('Advanced'),
    intro: l10n.t('What this recipe leaves as it is.'),
    changed: (count: number) => l10n.t`${count} changed`,
  },

  machine: {
    heading: l10n.t('Machine'),
    notInstalled: (title: string) => l10n.t`${title} (not installed)`,
    missing: (recipe: string, network: string) =>
      l10n.t`${recipe} looks at pictures with ${network}, which is not on this machine yet. Bring it here to start.`,
    downloadWeights: l10n.t('Download VGG-19 (80 MB)'),
    noDownload: {
      forbidden: l10n.t(
        'This machine’s administrator does not allow downloads. Import the weights from a file.',
      ),
      'switched-off': l10n.t('Downloads are switched off in the settings. Import the weights from a file.'),
    } satisfies Record<Exclude<Downloads, 'allowed'>, string>,
    importWeights: l10n.t('Import weights…'),
    device: l10n.t('Device'),
    deviceHelp: l10n.t('What computes: the fastest by itself, or one that you choose.'),
    automatic: l10n.t('Automatic'),
    automaticDevice: (title: string) => l10n.t`Automatic (${title})`,
    unavailable: (title: string) => l10n.t`${title} (not available)`,
    allDevices: l10n.t('All devices…'),
    allDevicesHelp: l10n.t('Tells of each device how fast it is, or why it is not available'),
    untrusted: l10n.t('Restricted Mode: the workspace’s own engine and network settings are not used.'),
  },

  batch: {
    heading: (count: number) => l10n.t`${count} pictures`,
    drop: (name: string) => l10n.t`Leave out ${name}`,
    saved: l10n.t('Each result is saved next to its picture.'),
  },

  queue: {
    heading: l10n.t('Queue'),
    earlier: (name: string) => l10n.t`Paint ${name} earlier`,
    later: (name: string) => l10n.t`Paint ${name} later`,
    remove: (name: string) => l10n.t`Take ${name} from the queue`,
    clear: l10n.t('Empty the queue'),
    removed: (count: number) =>
      count === 1 ? l10n.t('1 picture was taken out.') : l10n.t`${count} pictures were taken out.`,
    undo: l10n.t('Undo'),
    held: l10n.t('The queue waits.'),
    afterVariants: l10n.t('Waits until the variants are done.'),
    continue: l10n.t('Continue'),
  },

  history: {
    heading: l10n.t('History'),
    empty: l10n.t('Finished pictures appear here.'),
    open: (name: string) => l10n.t`Open ${name}`,
    save: (name: string) => l10n.t`Save ${name} next to its picture`,
    resume: (name: string) => l10n.t`Resume ${name}`,
    larger: (name: string) => l10n.t`Finish ${name} at larger size…`,
    more: (name: string) => l10n.t`More iterations of ${name}…`,
    interrupted: (percent: string) => l10n.t`Interrupted at ${percent}`,
    discard: (name: string) => l10n.t`Discard ${name}`,
    reuse: (name: string) => l10n.t`Use the pictures and settings of ${name} again`,
    repeat: (name: string) => l10n.t`Paint ${name} once more`,
    remove: (name: string) => l10n.t`Remove ${name} from the history`,
    unsaved: l10n.t('Unsaved'),
    removed: (name: string) => l10n.t`${name} was removed.`,
    undo: l10n.t('Undo'),
    undoHelp: (name: string) => l10n.t`Give ${name} back`,
  },

  run: {
    ...runWords,
    region: l10n.t('Run'),
    start: l10n.t('Start'),
    startBatch: (count: number) => l10n.t`Start ${count} pictures`,
    add: l10n.t('Add to queue'),
    addBatch: (count: number) => l10n.t`Add ${count} to queue`,
    again: l10n.t('Start again'),
    cancel: l10n.t('Discard the picture…'),
    discard: l10n.t('Discard'),
    discardHelp: l10n.t('Remove the unfinished picture'),
    resumeHelp: l10n.t('Continue where it was interrupted'),
    open: l10n.t('Open picture'),
    openRun: (name: string) => l10n.t`Open the picture of ${name}`,
    soFar: l10n.t('What was painted before is kept.'),
    tryAgain: l10n.t('Try again'),
    dismiss: l10n.t('Dismiss'),
    chart: l10n.t('Loss chart'),
    needsContent: l10n.t('Choose a picture to start.'),
    needsStyle: l10n.t('Choose a style to start.'),
    needsRecipe: l10n.t('Waiting for the engine…'),
    needsNetwork: (network: string, canDownload: boolean) =>
      canDownload ? l10n.t`Download or import ${network} to start.` : l10n.t`Import ${network} to start.`,
    scale: (index: number, count: number) => l10n.t`scale ${index} of ${count}`,
  },

  losses: {
    chart: (total: string) => l10n.t`Losses over the iterations; the total is now ${total}.`,
    names: {
      total: l10n.t('Total'),
      style: l10n.t('Style'),
      content: l10n.t('Content'),
      tv: l10n.t('Smoothness'),
    },
  },

  engine: {
    label: l10n.t('Engine'),
    states: {
      stopped: l10n.t('Engine stopped'),
      starting: l10n.t('Engine starting…'),
      ready: l10n.t('Engine ready'),
      busy: l10n.t('Engine busy'),
      restarting: l10n.t('Engine restarting…'),
      failed: l10n.t('Engine failed'),
    },
    restart: l10n.t('Restart the engine'),
    log: l10n.t('Show the engine’s log'),
    showLog: l10n.t('Show Log'),
    restartShort: l10n.t('Restart'),
  },

  field: {
    reset: (label: string) => l10n.t`Return ${label} to the recipe’s value`,
    changed: l10n.t('changed'),
    number: (label: string) => l10n.t`${label}, number`,
    off: l10n.t('off'),
  },
} as const;
