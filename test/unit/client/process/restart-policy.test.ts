import { describe, expect, it } from 'vitest';

import { RestartPolicy } from '../../../../src/client/process/restart-policy';
import { FakeClock } from '../../../support/client/fake-clock';

const manyAllowed = {
  firstDelay: 250,
  longestDelay: 30_000,
  healthyAfter: 60_000,
  crashes: 100,
  within: 180_000,
};

describe('the restart policy', () => {
  it('doubles the delay from 0.25 s to 30 s', () => {
    const policy = new RestartPolicy(new FakeClock(), manyAllowed);
    const delays = Array.from({ length: 9 }, () => policy.crashed(0));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });

  it('begins anew after a minute of health', () => {
    const policy = new RestartPolicy(new FakeClock(), manyAllowed);
    policy.crashed(0);
    expect(policy.crashed(59_999)).toBe(500);
    expect(policy.crashed(60_000)).toBe(250);
    expect(policy.crashed(0)).toBe(500);
  });

  it('gives up at the fifth crash within three minutes, until it is asked', () => {
    const clock = new FakeClock();
    const policy = new RestartPolicy(clock);
    for (let crash = 0; crash < 4; crash++) expect(policy.crashed(0)).toBeDefined();
    expect(policy.crashed(0)).toBeUndefined();
    clock.advance(3_600_000);
    expect(policy.exhausted).toBe(true);
    policy.reset();
    expect(policy.exhausted).toBe(false);
    expect(policy.crashed(0)).toBe(250);
  });

  it('forgets crashes that are older than three minutes', () => {
    const clock = new FakeClock();
    const policy = new RestartPolicy(clock);
    for (let crash = 0; crash < 20; crash++) {
      expect(policy.crashed(0)).toBeDefined();
      clock.advance(45_001);
    }
  });
});
