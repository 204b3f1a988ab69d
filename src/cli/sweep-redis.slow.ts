import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { randomUniform } from '../../solvers/base/random';
import { record } from '../../tests/report';
import { missingRedis, Program, rowsOf, TestRedis, timedSweep } from './sweep-redis.testing';

const [JOBS, WORKERS, SEED] = [64, 3, 7];

test('64 jobs, workers killed at random, Redis killed and started again: nothing lost, nothing twice', async (context) => {
  if (missingRedis) context.skip(missingRedis);
  const folder = mkdtempSync(join(tmpdir(), 'sweep-redis-'));
  const redis = await TestRedis.start();
  await Program.build();
  const [theirs, ours] = [join(folder, 'workers'), join(folder, 'sweep')];
  const sweep = timedSweep(redis.url, JOBS, 0.8, ours);
  const start = () => Program.worker(redis.url, theirs);
  const workers = Array.from({ length: WORKERS }, start);
  const all = [...workers];
  let [kills, over, restarts] = [0, false, 0];
  void sweep.ended.then(() => {
    over = true;
  });
  try {
    await sweep.says(/1\/64/);
    for (let draw = 0; !over; draw++) {
      await sleep(500 + 2500 * randomUniform(SEED, 2 * draw));
      if (over) break;
      if (/ 2\d\/64/.test(sweep.err) && restarts === 0) {
        restarts++;
        await redis.restart(1000);
      }
      const victim = Math.floor(WORKERS * randomUniform(SEED, 2 * draw + 1));
      await workers[victim]!.kill();
      kills++;
      workers[victim] = start();
      all.push(workers[victim]!);
    }
    expect(await sweep.ended).toBe(0);
    const rows = rowsOf(ours);
    const performed = all.flatMap(({ out }) => out.trim().split('\n').filter(Boolean)).length;
    record('Sweep of 64 jobs with workers killed at random', {
      jobs: JOBS,
      workers: WORKERS,
      'workers killed': kills,
      'Redis restarts': restarts,
      rows: rows.length,
      'jobs told as done by workers': performed,
    });
    expect(rows.map(({ code }) => code)).toEqual(Array(JOBS).fill('ok'));
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(JOBS);
    expect(readdirSync(join(ours, 'results'))).toHaveLength(JOBS);
    expect(kills).toBeGreaterThan(3);
    expect(restarts).toBe(1);
  } finally {
    await Promise.all([...all, sweep].map((program) => program.kill()));
    await redis.stop();
    rmSync(folder, { recursive: true });
  }
});
