import { input } from '../graph/operators/leaves';
import { matrixProduct } from '../graph/operators/matrices';
import { indexOfLargest, largest } from '../graph/operators/reductions';
import type { Program } from '../graph/program';

/** Names of the matcher's inputs and outputs. */
export const matcherNames = {
  queries: 'queries',
  candidates: 'candidates',
  similarity: 'similarity',
  index: 'index',
} as const;

/**
 * The program that finds for each query, a column of [C, Q], the candidate, a column of [C, S], with which its product is
 * largest: the nearest by cosine where all columns have length 1. Outputs, each [Q]: the product, and the candidate's index.
 */
export function matcherProgram(): Program {
  const queries = input(matcherNames.queries, ['channels', 'queries']);
  const candidates = input(matcherNames.candidates, ['channels', 'candidates']);
  const products = matrixProduct(queries, candidates, { transposeA: true });
  return {
    name: 'matcher',
    outputs: new Map([
      [matcherNames.similarity, largest(products)],
      [matcherNames.index, indexOfLargest(products)],
    ]),
  };
}
