import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { missingRedis, Program, rowsOf, TestRedis, timedSweep } from './sweep-redis.testing';

const JOBS = 8;

test('eight jobs by two workers, one of them killed in the middle of its job: nothing lost, nothing twice', async (context) => {
  if (missingRedis) context.skip(missingRedis);
  const folder = mkdtempSync(join(tmpdir(), 'sweep-redis-'));
  const redis = await TestRedis.start();
  await Program.build();
  const [theirs, ours] = [join(folder, 'workers'), join(folder, 'sweep')];
  const sweep = timedSweep(redis.url, JOBS, 0.2, ours);
  const victim = Program.worker(redis.url, theirs);
  const programs = [sweep, victim];
  try {
    await sweep.says(/1\/8/);
    // It has taken its next job by now, and a job takes longer than this.
    await victim.kill();
    const survivor = Program.worker(redis.url, theirs);
    programs.push(survivor);
    expect(await sweep.ended).toBe(0);
    const rows = rowsOf(ours);
    expect(rows.map(({ code }) => code)).toEqual(Array(JOBS).fill('ok'));
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(JOBS);
    const names = rows.map(({ hash }) => `${hash}.json`).sort();
    expect(readdirSync(join(ours, 'results')).sort()).toEqual(names);
    expect(
      readdirSync(join(theirs, 'results'))
        .filter((name) => name.endsWith('.json'))
        .sort(),
    ).toEqual(names);
    const done = (program: Program): number => program.out.split('\n').filter((line) => / ok /.test(line)).length;
    expect(done(survivor)).toBe(JOBS - done(victim));
  } finally {
    await Promise.all(programs.map((program) => program.kill()));
    await redis.stop();
    rmSync(folder, { recursive: true });
  }
});
