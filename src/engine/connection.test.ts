import * as Comlink from 'comlink';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Failure } from '../../solvers/base/result';
import { Connection, unwrap, type WorkerLike } from './connection';
import { FakeEngine } from './fake';

const TIMES = { handshake: 20_000, heartbeat: 20, missed: 3 };

/** A worker made of a MessagePort pair; events other than `message` are raised by hand. */
function portWorker(port: MessagePort): WorkerLike & { raise(type: string, event: Event): void; ended: boolean } {
  const listeners = new Map<string, Set<EventListener>>();
  port.start();
  return {
    ended: false,
    postMessage: (message, transfer) => port.postMessage(message, transfer ?? []),
    addEventListener(type, listener) {
      if (type === 'message') port.addEventListener(type, listener as EventListener);
      else listeners.set(type, (listeners.get(type) ?? new Set()).add(listener as EventListener));
    },
    removeEventListener(type, listener) {
      if (type === 'message') port.removeEventListener(type, listener as EventListener);
      else listeners.get(type)?.delete(listener as EventListener);
    },
    terminate() {
      this.ended = true;
      port.close();
    },
    raise: (type, event) => {
      for (const listener of listeners.get(type) ?? []) listener(event);
    },
  };
}

const open: MessagePort[] = [];
function pair(): [MessagePort, MessagePort] {
  const { port1, port2 } = new MessageChannel();
  open.push(port1, port2);
  return [port1, port2];
}
afterEach(() => {
  for (const port of open.splice(0)) port.close();
});

describe('a connection to the engine', () => {
  it('answers the handshake and hands out values instead of envelopes', async () => {
    const [here, there] = pair();
    Comlink.expose(new FakeEngine(), there as unknown as Comlink.Endpoint);
    const connection = await Connection.open(portWorker(here), TIMES);
    const loaded = await connection.engine.load({ id: 'cavity-re100' });
    expect(loaded.fields.map((field) => field.name)).toContain('speed');
    connection.close();
  });

  it('turns a failing envelope into a Failure with its code and field', async () => {
    const [here, there] = pair();
    Comlink.expose(new FakeEngine(), there as unknown as Comlink.Endpoint);
    const connection = await Connection.open(portWorker(here), TIMES);
    const error = await connection.engine.setParameter('nope', 1).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(Failure);
    expect(error).toMatchObject({ code: 'bad-input', field: 'parameters.nope' });
    connection.close();
  });

  it('gives up a worker that never answers, within the handshake time', async () => {
    const [here] = pair();
    const worker = portWorker(here);
    await expect(Connection.open(worker, { ...TIMES, handshake: 200 })).rejects.toMatchObject({ code: 'lost' });
    expect(worker.ended).toBe(true);
  });

  it('gives up a worker whose script fails to load', async () => {
    const [here] = pair();
    const worker = portWorker(here);
    const opening = Connection.open(worker, { ...TIMES, handshake: 60_000 });
    worker.raise('error', new Event('error'));
    await expect(opening).rejects.toMatchObject({ code: 'lost' });
  });

  it('rejects every pending and every later call when the worker dies', async () => {
    const [here, there] = pair();
    const never = new Promise<never>(() => {});
    Comlink.expose(
      { ping: async () => ({ ok: true, value: 0 }), run: () => never, probe: () => never },
      there as unknown as Comlink.Endpoint,
    );
    const worker = portWorker(here);
    const connection = await Connection.open(worker, TIMES);
    const calls = [connection.engine.run(), connection.engine.probe(0, 0)];
    worker.raise('error', new Event('error'));
    const results = await Promise.allSettled([...calls, connection.engine.pause()]);
    for (const result of results) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'lost' } });
    expect((await connection.dead).code).toBe('lost');
  });

  it('notices a worker that stops answering', async () => {
    const [here, there] = pair();
    const ping = vi
      .fn()
      .mockResolvedValueOnce({ ok: true, value: 0 })
      .mockReturnValue(new Promise<never>(() => {}));
    Comlink.expose({ ping }, there as unknown as Comlink.Endpoint);
    const connection = await Connection.open(portWorker(here), TIMES);
    expect((await connection.dead).message).toContain('stopped answering');
  });
});

describe('unwrap', () => {
  it('gives the value, also null', () => {
    expect(unwrap({ ok: true, value: null })).toBeNull();
  });
  it('names a failure that says nothing', () => {
    expect(() => unwrap({ ok: false })).toThrow(/without a reason/);
  });
});
