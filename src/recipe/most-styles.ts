/** Styles that one run mixes, at most. */
export const mostStyles = 5;
