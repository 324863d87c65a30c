function askedRuns(): number | undefined {
  const asked = Number(process.env['TEST_CAMPAIGN_RUNS']);
  return Number.isInteger(asked) && asked > 0 ? asked : undefined;
}

/** How often a property is tried: a small number in every run, `TEST_CAMPAIGN_RUNS` in a campaign. */
export function campaignRuns(usual: number): number {
  return askedRuns() ?? usual;
}

/** Milliseconds that a property may take. */
export const campaignTimeoutMs = askedRuns() === undefined ? 20_000 : 3_600_000;
