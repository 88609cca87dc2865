import * as vscode from 'vscode';

import { policyFile, readPolicy, type Policy } from '../../client/policy';
import { deviceIds, type DeviceId } from '../../contracts/engine';
import type { Downloads } from '../../contracts/panel';
import { outputFormats, type OutputFormat } from '../../contracts/picture-files';
import { defaultWeightsAddress } from '../../contracts/weights-address';
import type { Changes } from '../../recipe/values/changes';
import { defaultNamePattern, outputName } from '../model/runs/output-name';
import type { RunLimits } from '../model/runs/run-request';
import type { StorePreferences } from '../model/store';

/** As in package.json, whose limits a settings file can exceed. */
const mostThreads = 256;
const mostIdleMinutes = 24 * 60;

export interface EngineSettings {
  /** Path of a Node that the person has chosen. */
  readonly runtime: string | undefined;
  /** Folder of the TensorFlow.js that the person has installed. */
  readonly tensorFlow: string | undefined;
  /** 0: as many as fit. */
  readonly threads: number;
  /** Whether other programs go first. */
  readonly lowPriority: boolean;
  /** 0: never. */
  readonly idleMinutes: number;
  /** Whether weights may be downloaded. */
  readonly allowsDownload: boolean;
  readonly policy: Policy;
}

export interface DownloadSettings {
  readonly url: string;
  readonly proxy: { readonly url?: string; readonly bypass?: string[] };
}

export interface OutputSettings {
  readonly namePattern: string;
  readonly format: OutputFormat;
  readonly autoSave: boolean;
}

/**
 * The person's settings under the policy of the machine, read when they are needed. A value of the wrong type counts as not
 * set. If the policy cannot be read, everything that it could decide throws `forbidden`.
 */
export class Settings {
  readonly #policyFile: string;

  constructor(file: string = policyFile()) {
    this.#policyFile = file;
  }

  get engine(): EngineSettings {
    const policy = this.#policy;
    return {
      policy,
      allowsDownload: this.allowsDownload,
      runtime: policy.runtime ?? this.#text('engine.runtime'),
      tensorFlow: policy.tensorflow ?? this.#text('engine.tensorflow'),
      threads: Math.min(this.#count('engine.threads'), mostThreads),
      lowPriority: this.#value('engine.lowPriority') !== false,
      idleMinutes: Math.min(this.#count('engine.idleMinutes', 10), mostIdleMinutes),
    };
  }

  get allowsDownload(): boolean {
    return this.downloads === 'allowed';
  }

  /** Whether weights may be downloaded, and if not, who has decided that. */
  get downloads(): Downloads {
    const { allowDownload } = this.#policy;
    if (allowDownload !== undefined) return allowDownload ? 'allowed' : 'forbidden';
    return this.#value('weights.allowDownload') === false ? 'switched-off' : 'allowed';
  }

  /** The address of the weights, and VS Code's proxy settings. */
  get download(): DownloadSettings {
    const http = vscode.workspace.getConfiguration('http');
    const proxy = http.get<unknown>('proxy');
    const bypass = http.get<unknown>('proxySupport') === 'off' ? ['*'] : http.get<unknown>('noProxy');
    const hosts = Array.isArray(bypass) ? bypass.filter((host) => typeof host === 'string') : [];
    return {
      url: this.#policy.weightsUrl ?? this.#text('weights.url') ?? defaultWeightsAddress,
      proxy: {
        ...(typeof proxy === 'string' && proxy !== '' && { url: proxy }),
        ...(hosts.length > 0 && { bypass: hosts }),
      },
    };
  }

  /** @param resource the content picture, whose folder may have its own settings */
  output(resource?: vscode.Uri): OutputSettings {
    const format = this.#value('output.format', resource);
    return {
      namePattern: this.#text('output.namePattern', resource) ?? defaultNamePattern,
      format: outputFormats.find((known) => known === format) ?? 'png',
      autoSave: this.#policy.autoSave ?? this.#value('output.autoSave', resource) === true,
    };
  }

  get preferences(): StorePreferences {
    const device = this.#value('device');
    return {
      recipe: this.#text('recipe') ?? 'studio',
      device: (['auto', ...deviceIds] as const).find((id: 'auto' | DeviceId) => id === device) ?? 'auto',
      recipeDefaults: this.#recipeDefaults,
      previewMilliseconds: this.#count('preview.interval', 150),
      checkpointSeconds: this.#count('checkpointEvery', 30),
      limits: this.#limits,
      writesMetadata: ({ uri }) =>
        this.#policy.metadata ?? this.#value('output.metadata', vscode.Uri.parse(uri)) !== false,
      resultName: ({ content, styles, recipe }) => {
        const { namePattern, format } = this.output(vscode.Uri.parse(content.uri));
        return outputName(namePattern, {
          content: content.name,
          style: styles[0]?.name ?? '',
          recipe,
          format,
        });
      },
    };
  }

  /** Lets runs use so many bytes, in every window. */
  async allowMemory(bytes: number): Promise<void> {
    const gigabytes = String(Math.ceil(bytes / 1e8) / 10);
    const target = vscode.ConfigurationTarget.Global;
    await vscode.workspace.getConfiguration('stylize').update('memoryBudget', gigabytes, target);
  }

  get #recipeDefaults(): Changes {
    const network = this.#text('network');
    const size = this.#count('size');
    return { ...(network !== undefined && { network }), ...(size > 0 && { size }) };
  }

  /** `auto`, or a number of gigabytes. */
  get #limits(): RunLimits {
    const gigabytes = Number(this.#value('memoryBudget'));
    return gigabytes > 0 && Number.isFinite(gigabytes) ? { memoryBytes: Math.round(gigabytes * 1e9) } : {};
  }

  get #policy(): Policy {
    return readPolicy(this.#policyFile);
  }

  #text(key: string, resource?: vscode.Uri): string | undefined {
    const value = this.#value(key, resource);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  }

  #count(key: string, otherwise = 0): number {
    const value = this.#value(key);
    return typeof value === 'number' && value >= 0 ? Math.floor(value) : otherwise;
  }

  #value(key: string, resource?: vscode.Uri): unknown {
    return vscode.workspace.getConfiguration('stylize', resource).get<unknown>(key);
  }
}
