import * as vscode from 'vscode';

import * as l10n from '../../channel/l10n';
import type { Device, DeviceId } from '../../contracts/engine';
import { inWords } from '../notices/in-words';

export interface DeviceItem extends vscode.QuickPickItem {
  /** Undefined for a heading. */
  readonly device?: Pick<Device, 'available' | 'reason'> & { readonly id: 'auto' | DeviceId };
}

/** The devices to choose from: the automatic choice, those that work, and those that do not, with the reason. */
export function deviceItems(devices: readonly Device[], current: 'auto' | DeviceId): DeviceItem[] {
  const item = (label: string, detail: string, device: NonNullable<DeviceItem['device']>): DeviceItem => ({
    label,
    detail,
    description: device.id === current ? vscode.l10n.t('current') : '',
    device,
  });
  const working = devices
    .filter(({ available }) => available)
    .map((device) => item(vscode.l10n.t(device.title), trial(device), device));
  const others = devices
    .filter(({ available }) => !available)
    .map((device) => item(vscode.l10n.t(device.title), sentence(inWords(device.reason ?? '')), device));
  const heading = { label: vscode.l10n.t('Not Available'), kind: vscode.QuickPickItemKind.Separator };
  const automatic = { id: 'auto', available: true } as const;
  return [
    item(vscode.l10n.t('Automatic'), vscode.l10n.t('The fastest'), automatic),
    ...working,
    ...(others.length > 0 ? [heading, ...others] : []),
  ];
}

function trial({ probeMilliseconds }: Device): string {
  return probeMilliseconds === undefined
    ? vscode.l10n.t('Installed; tried when it is chosen')
    : inWords(l10n.t`Its test took ${Number(probeMilliseconds.toFixed(1))} ms`);
}

/** A reason stands elsewhere after other words, here by itself. */
const sentence = (text: string): string =>
  text.charAt(0).toLocaleUpperCase(vscode.env.language) + text.slice(1);
