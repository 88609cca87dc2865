import type { SummedStatistic } from '../../../recipe/schema/conventions';
import type { StyleLoss } from '../loss';
import { covarianceLoss } from './covariance';
import { gramLoss } from './gram';
import { meanLoss } from './mean';
import { momentsLoss } from './moments';
import { wassersteinLoss } from './wasserstein';

/** The style losses that depend on a statistic, by the name that a recipe gives it. */
export const styleLosses: Readonly<Record<SummedStatistic, StyleLoss>> = {
  gram: gramLoss,
  covariance: covarianceLoss,
  mean: meanLoss,
  wasserstein: wassersteinLoss,
  moments: momentsLoss,
};
