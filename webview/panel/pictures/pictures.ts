import '@vscode-elements/elements/dist/vscode-button/index.js';

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import type { PanelState } from '../../../src/contracts/panel';
import type { PictureView } from '../../../src/contracts/run-view';
import { mostStyles, sharesOf } from '../../../src/recipe/styles';
import { iconButton } from '../../shared/icon-button';
import { icons } from '../../shared/icons';
import { formatPercent } from '../../shared/values/format';
import { range } from '../../shared/values/range';
import { linearScale } from '../../shared/values/slider-scale';
import { mixKey, type Mix } from '../actions';
import type { Model } from '../model';
import { strings } from '../strings';
import { batchList } from './batch';
import { dropZone } from './drop';

type Style = PanelState['styles'][number];

const mixScale = linearScale({ minimum: 0, maximum: 1, step: 0.01 });

/** A picture's thumbnail. Its name stands next to it. */
export const thumbnail = (picture: Pick<PictureView, 'thumbnail'> | undefined) =>
  picture?.thumbnail === undefined
    ? html`<span class="thumbnail empty">${icons.image}</span>`
    : html`<img
        class="thumbnail"
        src=${picture.thumbnail}
        alt=""
        draggable="false"
        @load=${markUnreadable}
        @error=${markUnreadable}
      />`;

/** Hides a thumbnail that cannot be loaded, instead of the browser's broken image. */
function markUnreadable({ type, currentTarget }: Event): void {
  (currentTarget as HTMLElement).classList.toggle('unreadable', type === 'error');
}

export function contentSection({ state, act }: Model): TemplateResult {
  const { content, batch } = state;
  return html`<section aria-labelledby="content-heading">
    <h2 id="content-heading">${strings.content.heading}</h2>
    <div class="card" ${dropZone('content', act)}>
      ${thumbnail(content)}
      <div class="card-text">
        <div class="name" title=${content?.uri ?? nothing}>
          ${batch.length > 0 ? strings.batch.heading(batch.length) : (content?.name ?? strings.content.none)}
        </div>
        <div class="secondary" title=${content?.place ?? nothing}>
          ${content?.place ?? strings.content.dropHint}
        </div>
        <div class="card-actions">
          <button
            type="button"
            class="text-button"
            title=${strings.content.browseFor}
            @click=${() => {
              act.send('browse', { slot: 'content' });
            }}
          >
            ${icons.folder}${strings.content.browse}
          </button>
          <button
            type="button"
            class="text-button"
            title=${strings.content.workspaceFor}
            @click=${() => {
              act.send('pickFromWorkspace', { slot: 'content' });
            }}
          >
            ${icons.workspace}${strings.content.workspace}
          </button>
        </div>
      </div>
    </div>
    ${batchList(batch, act)}
  </section>`;
}

export function stylesSection(model: Model): TemplateResult {
  const { state, act, galleryOpen } = model;
  const isFull = state.styles.length >= mostStyles;
  const addLabel = galleryOpen
    ? strings.styles.close
    : isFull
      ? strings.styles.full
      : state.styles.length === 0
        ? strings.styles.addFirst
        : strings.styles.add;
  return html`<section aria-labelledby="styles-heading" ${dropZone('style', act)}>
    <h2 id="styles-heading">${strings.styles.heading}</h2>
    <ul class="tiles">
      ${repeat(
        state.styles,
        (style) => style.uri,
        (style) =>
          html`<li class="tile" title=${style.name}>
            ${thumbnail(style)}
            <span class="visually-hidden">${style.name}</span>
            ${iconButton(
              icons.close,
              strings.styles.remove(style.name),
              () => {
                act.send('removeStyle', { uri: style.uri });
                focusAddButton();
              },
              { kind: 'remove' },
            )}
          </li>`,
      )}
      <li>
        <button
          type="button"
          class="tile add"
          ?disabled=${isFull && !galleryOpen}
          aria-expanded=${String(galleryOpen)}
          aria-controls="gallery"
          aria-label=${addLabel}
          title=${addLabel}
          @click=${() => {
            act.showGallery(!galleryOpen);
          }}
        >
          ${galleryOpen ? icons.close : icons.add}
        </button>
      </li>
    </ul>
    ${
      state.styles.length === 0
        ? nothing
        : html`<div class="mix">${state.styles.map((style) => mixRow(model, style))}</div>`
    }
    ${gallery(model, isFull)}
  </section>`;
}

/** A style's name, its share of the mix where there are several, and its mask. */
function mixRow(model: Model, style: Style): TemplateResult {
  const { state, act, drafts } = model;
  const { uri, name } = style;
  const draft = drafts.read<Mix>(mixKey, {});
  const weights: Mix = Object.fromEntries(state.styles.map(({ uri, weight }) => [uri, draft[uri] ?? weight]));
  const shares = sharesOf(Object.values(weights));
  const share = shares[state.styles.indexOf(style)]!;
  const percent = formatPercent(share);
  return html`<div class="mix-row">
    <span class="mix-name" title=${name}>${name}</span>
    ${
      shares.length > 1
        ? html`${range({
              label: strings.styles.mix(name),
              scale: mixScale,
              value: share,
              text: strings.styles.mixText(percent),
              onInput: (wanted) => {
                act.setShare(uri, wanted, weights);
              },
              onChange: () => {
                act.endShare();
              },
            })} <span class="mix-share">${percent}</span>`
        : nothing
    }
    ${maskButtons(model, style)}
  </div>`;
}

/** Paints a style's region of the picture, or changes or removes the one that it has. */
function maskButtons({ state, act }: Model, { uri, name, mask }: Style): TemplateResult {
  const { paint, edit, remove } = strings.masks;
  const title = mask ? edit(name) : paint(name);
  return html`<span class="mask-buttons">
    ${iconButton(
      mask?.thumbnail === undefined
        ? icons.brush
        : html`<img class="mask-thumbnail" src=${mask.thumbnail} alt="" draggable="false" />`,
      state.content ? title : strings.masks.needsContent,
      () => {
        act.send('paintMask', { uri });
      },
      { label: title, disabled: !state.content },
    )}
    ${
      mask
        ? iconButton(icons.close, remove(name), () => {
            act.send('removeMask', { uri });
          })
        : nothing
    }
  </span>`;
}

/** Keeps the focus in the section when the focused element is removed. */
function focusAddButton(): void {
  document.querySelector<HTMLElement>('.tile.add')?.focus();
}

function gallery({ state, act, galleryOpen }: Model, isFull: boolean): TemplateResult {
  const chosen = new Set(state.styles.map(({ name }) => name));
  return html`<div
    id="gallery"
    class="gallery"
    role="group"
    aria-label=${strings.styles.galleryHeading}
    ?hidden=${!galleryOpen}
  >
    <div class="card-actions">
      <button
        type="button"
        class="text-button"
        title=${strings.styles.browse}
        ?disabled=${isFull}
        @click=${() => {
          act.send('browse', { slot: 'style' });
        }}
      >
        ${icons.folder}${strings.content.browse}
      </button>
      <button
        type="button"
        class="text-button"
        title=${strings.styles.workspace}
        ?disabled=${isFull}
        @click=${() => {
          act.send('pickFromWorkspace', { slot: 'style' });
        }}
      >
        ${icons.workspace}${strings.content.workspace}
      </button>
    </div>
    <ul class="gallery-grid">
      ${state.gallery.map((entry) => {
        const inUse = chosen.has(entry.title);
        return html`<li>
          <button
            type="button"
            class="gallery-entry"
            title=${entry.description}
            ?disabled=${isFull || inUse}
            @click=${() => {
              act.send('addGalleryStyle', { name: entry.name });
              act.showGallery(false);
              focusAddButton();
            }}
          >
            <img src=${entry.thumbnail} alt="" loading="lazy" draggable="false" />
            <span class="gallery-title">${entry.title}</span>
            ${inUse ? html`<span class="in-use">${icons.check}<span class="visually-hidden">${strings.styles.inUse}</span></span>` : nothing}
          </button>
        </li>`;
      })}
    </ul>
    <p class="secondary">${isFull ? strings.styles.full : strings.styles.galleryHint}</p>
  </div>`;
}
