/** The strategy that orders by hand belong to. A session that takes such orders has it among its deployments. */
export const MANUAL_STRATEGY = 'manual';
