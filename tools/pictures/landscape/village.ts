import { type Colour, palette } from '../colour';
import { Random } from '../random';
import { House } from './houses';
import type { Body } from './ray';
import { Reeds } from './reeds';
import { Tree } from './trees';

const linear = (colour: Colour): Colour => [colour[0] ** 2.2, colour[1] ** 2.2, colour[2] ** 2.2];

const walls = palette(
  '#e8c98a',
  '#efe3cb',
  '#d99a6c',
  '#e7d7b5',
  '#c98467',
  '#f0e8da',
  '#b9c4b4',
  '#dfc48f',
).map(linear);
const roofs = palette('#a4512f', '#8d3f2a', '#b0623a', '#6e4a3c', '#9a5a38').map(linear);
const shutters = palette('#3f6b55', '#6a2f2a', '#3a587c', '#7a5a34', '#4b6b3a').map(linear);
const leaves = palette('#6b8a2f', '#4f7a2c', '#8a8f30', '#a8842c').map(linear);

function row(random: Random): Body[] {
  const bodies: Body[] = [];
  let left = -47;
  for (let seed = 1; left < 46; seed++) {
    const width = random.range(6, 9.5);
    const eaves = random.range(5.4, 8.4);
    const gabled = random.chance(0.6);
    const x = left + width / 2;
    bodies.push(
      new House({
        x,
        z: 72 + random.range(-1.5, 2.5),
        width,
        depth: 9,
        eaves,
        ridge: eaves + (gabled ? width * random.range(0.5, 0.62) : random.range(3.2, 4.2)),
        turn: random.range(-0.1, 0.1),
        gabled,
        timbered: random.chance(0.35),
        wall: walls[seed % walls.length]!,
        roof: random.pick(roofs),
        shutter: random.pick(shutters),
        seed,
      }),
    );
    const gap = random.chance(0.4) ? random.range(3, 5) : random.range(0.1, 0.8);
    left += width + gap;
    if (gap > 2) bodies.push(bankTree(random, left - gap / 2, random.range(66, 70)));
  }
  return bodies;
}

function bankTree(random: Random, x: number, z: number): Tree {
  const height = random.range(4.5, 8.5);
  return new Tree({
    foot: [x, 1.2, z],
    height,
    spread: height * random.range(0.3, 0.4),
    leaf: random.pick(leaves),
    seed: random.below(1 << 30),
    fineness: 2.6,
  });
}

function backRow(random: Random): Body[] {
  const bodies: Body[] = [];
  for (let x = -52; x < 56; x += random.range(9, 15)) {
    const eaves = random.range(6, 8);
    bodies.push(
      new House({
        x,
        z: random.range(88, 97),
        width: random.range(7, 10),
        depth: 9,
        eaves: eaves + 2.5,
        ridge: eaves + random.range(6, 7.5),
        turn: random.range(-0.5, 0.5),
        gabled: random.chance(0.4),
        timbered: false,
        wall: random.pick(walls),
        roof: random.pick(roofs),
        shutter: random.pick(shutters),
        seed: random.below(1000),
      }),
    );
    bodies.push(bankTree(random, x + 5, random.range(82, 86)));
  }
  return bodies;
}

/** A square tower with a steep spire-like roof above the other houses. */
const tower = new House({
  x: 13.5,
  z: 86,
  width: 5.4,
  depth: 5.4,
  eaves: 16.5,
  ridge: 25,
  turn: 0.12,
  gabled: true,
  timbered: false,
  tower: true,
  wall: linear([0.93, 0.86, 0.72]),
  roof: linear([0.5, 0.27, 0.2]),
  shutter: [0, 0, 0],
  seed: 5,
});

/** The tree on the near bank that frames the view. */
const nearTree = new Tree({
  foot: [-11.2, 0.8, 12],
  height: 15,
  spread: 5.4,
  leaf: linear([0.42, 0.5, 0.17]),
  seed: 11,
  tufts: 300,
  fineness: 8,
});

const random = new Random(2024);

const reeds = new Reeds([-8.5, 1, 11.5], 3.6, 260, 5);

export const bodies: readonly Body[] = [nearTree, reeds, tower, ...row(random), ...backRow(random)];
