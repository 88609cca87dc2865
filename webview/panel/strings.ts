import type { Choice } from '../../src/contracts/engine';
import type { Downloads, VariantName } from '../../src/contracts/panel';
import { mostStyles } from '../../src/recipe/styles';
import { runWords } from '../shared/runs/run-words';

const list = (names: readonly string[]) => new Intl.ListFormat('en-GB').format(names);

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
    text: 'Choose a picture and a style, and watch the picture being painted anew.',
    choose: 'Choose a picture',
    sample: 'Try the sample',
    dropHint: 'Or drop a picture here while holding Shift.',
  },
  failedToLoad: 'The panel could not be loaded.',
  retry: 'Try again',

  content: {
    heading: 'Picture',
    none: 'No picture yet',
    dropHint: 'Choose one, or drop it here while holding Shift.',
    browse: 'Browse…',
    browseFor: 'Browse for a picture…',
    workspace: 'Workspace…',
    workspaceFor: 'Choose a picture of the workspace…',
  },
  styles: {
    heading: 'Styles',
    add: 'Add a style',
    addFirst: 'Choose a style',
    close: 'Close the gallery',
    full: `${mostStyles} styles are the most that can be mixed.`,
    remove: (name: string) => `Remove ${name}`,
    mix: (name: string) => `Weight of ${name} in the mix`,
    mixText: (percent: string) => `${percent} of the mix`,
    galleryHeading: 'Gallery',
    galleryHint: 'Or drop pictures here while holding Shift.',
    inUse: 'in use',
    browse: 'Browse for a style picture…',
    workspace: 'Choose a style picture of the workspace…',
  },

  masks: {
    paint: (name: string) => `Paint where ${name} goes…`,
    edit: (name: string) => `Edit the mask of ${name}…`,
    remove: (name: string) => `Remove the mask of ${name}`,
    needsContent: 'Choose a picture to paint masks on.',
  },

  look: {
    heading: 'Look',
    mix: 'the mix',
    live: (names: readonly string[]) =>
      `${list(names)} act at once, on the picture that is being painted; everything else with the next start.`,
  },

  variants: {
    heading: 'Variants',
    try: 'Try 6 variants',
    tryHelp: 'Small, quick pictures of six settings around the present ones, to choose by eye',
    again: 'Try again around these settings',
    cancel: 'Cancel the variants',
    close: 'Close the variants',
    undo: 'Undo',
    undoHelp: 'Return to the settings before the last variant was taken over',
    hint: 'Click one to take over its settings. At full size strokes come out finer than here.',
    adopt: (title: string, detail: string) => `${title}: ${detail}. Take over its settings`,
    missing: (title: string, state: string) => `${title}: ${state}`,
    states: {
      waiting: 'waiting',
      running: 'being painted',
      done: 'done',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    announce: (done: number, count: number) => `Variant ${done} of ${count} is there`,
    names: {
      gentler: ['Gentler', 'style ÷ 10'],
      stronger: ['Stronger', 'style × 10'],
      'larger-strokes': ['Big strokes', 'brush × 1.6'],
      'finer-strokes': ['Fine strokes', 'brush × 0.6'],
      'content-colors': ['Own colours', 'of the picture'],
      'matched-colors': ['Toned', 'colours matched'],
      'style-colors': ['Style’s colours', 'of the style'],
      smoother: ['Smoother', 'smoothness × 10'],
      'from-noise': ['From noise', 'not from the picture'],
      'from-content': ['From the picture', 'not from noise'],
    } satisfies Record<VariantName, readonly [string, string]>,
  },

  recipe: {
    heading: 'Recipe',
    label: 'Recipe',
    help: 'A set of values for everything below, after a published program or of our own.',
    json: 'Open the recipe as JSON',
    preset: 'Preset',
    presetHelp: 'Settings that you have saved under a name: a recipe with your changes.',
    noPreset: 'None',
    savePreset: 'Save these settings as a preset…',
    presets: 'Presets…',
    missing: (name: string) => `The recipe ${name} is not there any more: this one takes its place.`,
    setAside: (label: string, key: string, reason: string) =>
      `Your change of ${label} (${key}) is kept, but not used: this recipe does not take it. ${reason}`,
    forget: 'Forget it',
    resetAll: (count: number) => (count === 1 ? 'Reset 1 change' : `Reset ${count} changes`),
  },

  options: {
    heading: (recipe: string) => `Options of ${recipe}`,
  },

  size: {
    native: 'Native',
    pixels: (size: number) => `${size} px`,
  },
  forecast: {
    label: 'What the next picture needs',
    needs: (size: string, memory: string, time: string) => `${size}, about ${memory} of memory and ${time}.`,
    tiles: (side: number) => `Painted in tiles of ${side} px, so that it fits.`,
    tooMuch: (budget: string) => `That is more than the ${budget} that it may use.`,
    tooLong: 'It takes long.',
    choices: {
      size: ({ size }) => (typeof size === 'number' ? `Use ${size} px` : `Use ${size}`),
      iterations: ({ iterations }) => `Use ${iterations} iterations`,
      network: ({ network }) => `Use ${network}`,
      device: ({ device }) => `Use ${device}`,
      memory: ({ memory }) => `Allow ${memory}`,
    } satisfies Record<Choice['kind'], (facts: ChoiceFacts) => string>,
  },
  initialFile: { choose: 'Choose…' },
  layers: {
    more: 'Further',
    add: 'Add a layer…',
    ownShares: 'As they are',
  },
  refused: 'Not with L-BFGS.',

  advanced: {
    heading: 'Advanced',
    intro: 'What this recipe leaves as it is.',
    changed: (count: number) => `${count} changed`,
  },

  machine: {
    heading: 'Machine',
    notInstalled: (title: string) => `${title} (not installed)`,
    missing: (recipe: string, network: string) =>
      `${recipe} looks at pictures with ${network}, which is not on this machine yet. Bring it here to start.`,
    downloadWeights: 'Download VGG-19 (80 MB)',
    noDownload: {
      forbidden: 'This machine’s administrator does not allow downloads. Import the weights from a file.',
      'switched-off': 'Downloads are switched off in the settings. Import the weights from a file.',
    } satisfies Record<Exclude<Downloads, 'allowed'>, string>,
    importWeights: 'Import weights…',
    device: 'Device',
    deviceHelp: 'What computes: the fastest by itself, or one that you choose.',
    automatic: 'Automatic',
    automaticDevice: (title: string) => `Automatic (${title})`,
    unavailable: (title: string) => `${title} (not available)`,
    allDevices: 'All devices…',
    allDevicesHelp: 'Tells of each device how fast it is, or why it is not available',
    untrusted: 'Restricted Mode: the workspace’s own engine and network settings are not used.',
  },

  batch: {
    heading: (count: number) => `${count} pictures`,
    drop: (name: string) => `Leave out ${name}`,
    saved: 'Each result is saved next to its picture.',
  },

  queue: {
    heading: 'Queue',
    earlier: (name: string) => `Paint ${name} earlier`,
    later: (name: string) => `Paint ${name} later`,
    remove: (name: string) => `Take ${name} from the queue`,
    clear: 'Empty the queue',
    removed: (count: number) =>
      count === 1 ? '1 picture was taken out.' : `${count} pictures were taken out.`,
    undo: 'Undo',
    held: 'The queue waits.',
    afterVariants: 'Waits until the variants are done.',
    continue: 'Continue',
  },

  history: {
    heading: 'History',
    empty: 'Finished pictures appear here.',
    open: (name: string) => `Open ${name}`,
    save: (name: string) => `Save ${name} next to its picture`,
    resume: (name: string) => `Resume ${name}`,
    larger: (name: string) => `Finish ${name} at larger size…`,
    more: (name: string) => `More iterations of ${name}…`,
    interrupted: (percent: string) => `Interrupted at ${percent}`,
    discard: (name: string) => `Discard ${name}`,
    reuse: (name: string) => `Use the pictures and settings of ${name} again`,
    repeat: (name: string) => `Paint ${name} once more`,
    remove: (name: string) => `Remove ${name} from the history`,
    unsaved: 'Unsaved',
    removed: (name: string) => `${name} was removed.`,
    undo: 'Undo',
    undoHelp: (name: string) => `Give ${name} back`,
  },

  run: {
    ...runWords,
    region: 'Run',
    start: 'Start',
    startBatch: (count: number) => `Start ${count} pictures`,
    add: 'Add to queue',
    addBatch: (count: number) => `Add ${count} to queue`,
    again: 'Start again',
    cancel: 'Discard the picture…',
    discard: 'Discard',
    discardHelp: 'Remove the unfinished picture',
    resumeHelp: 'Continue where it was interrupted',
    open: 'Open picture',
    openRun: (name: string) => `Open the picture of ${name}`,
    soFar: 'What was painted before is kept.',
    tryAgain: 'Try again',
    dismiss: 'Dismiss',
    chart: 'Loss chart',
    needsContent: 'Choose a picture to start.',
    needsStyle: 'Choose a style to start.',
    needsRecipe: 'Waiting for the engine…',
    needsNetwork: (network: string, canDownload: boolean) =>
      `${canDownload ? 'Download or import' : 'Import'} ${network} to start.`,
    scale: (index: number, count: number) => `scale ${index} of ${count}`,
  },

  losses: {
    chart: (total: string) => `Losses over the iterations; the total is now ${total}.`,
    names: { total: 'Total', style: 'Style', content: 'Content', tv: 'Smoothness' },
  },

  engine: {
    label: 'Engine',
    states: {
      stopped: 'Engine stopped',
      starting: 'Engine starting…',
      ready: 'Engine ready',
      busy: 'Engine busy',
      restarting: 'Engine restarting…',
      failed: 'Engine failed',
    },
    restart: 'Restart the engine',
    log: 'Show the engine’s log',
    showLog: 'Show Log',
    restartShort: 'Restart',
  },

  field: {
    reset: (label: string) => `Return ${label} to the recipe’s value`,
    changed: 'changed',
    number: (label: string) => `${label}, number`,
    off: 'off',
  },
} as const;
