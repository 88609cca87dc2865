import type { StyleStatistic } from '../../../recipe/schema/conventions';
import type { StyleLoss } from '../loss';
import { covarianceLoss } from './covariance';
import { gramLoss } from './gram';
import { meanLoss } from './mean';
import { momentsLoss } from './moments';
import { wassersteinLoss } from './wasserstein';

/** The style losses, by the name of the statistic that a recipe chooses. */
export const styleLosses: Readonly<Record<StyleStatistic, StyleLoss>> = {
  gram: gramLoss,
  covariance: covarianceLoss,
  mean: meanLoss,
  wasserstein: wassersteinLoss,
  moments: momentsLoss,
};
