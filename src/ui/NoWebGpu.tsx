import { useState } from 'react';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

const BROWSERS: readonly (readonly [string, string])[] = [
  [
    'Chrome and Edge',
    'Version 113 or newer on Windows, macOS and ChromeOS; 121 on Android. On Linux a recent version; if it still says no, open chrome://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart.',
  ],
  ['Safari', 'Version 26 on macOS, iOS, iPadOS and visionOS.'],
  [
    'Firefox',
    'Version 141 on Windows, 145 on Macs with Apple silicon. On Linux use a Nightly build, or set dom.webgpu.enabled in about:config.',
  ],
];

/** Where there is no engine: what is missing, why, and what to do; the rest of the scene stays to be read. */
export function NoWebGpu() {
  const studio = useStudio();
  const status = useStudioState((state) => state.status);
  const text = useStudioState((state) => state.statusText);
  const [missing, setMissing] = useState(false);
  if (status === 'stopped') {
    return (
      <section className="absent" aria-labelledby="absent-title">
        <h2 id="absent-title">The engine stopped</h2>
        <p>{text}</p>
        <p>Your scene is kept: share it or save it before you reload.</p>
        <button type="button" className="button button-strong" onClick={() => location.reload()}>
          <Icon name="reset" /> Reload the page
        </button>
      </section>
    );
  }
  return (
    <section className="absent" aria-labelledby="absent-title">
      {!missing && (
        <img
          className="absent-picture"
          src={`${import.meta.env.BASE_URL}studio.webp`}
          alt="The studio with a flow running"
          onError={() => setMissing(true)}
        />
      )}
      <h2 id="absent-title">This browser cannot reach the GPU yet</h2>
      <p>
        The studio solves equations on your own graphics processor, through WebGPU. Equations and settings can be read
        here all the same, and your link works on any device that has it.
      </p>
      <p className="absent-reason">{text}</p>
      <dl className="browsers">
        {BROWSERS.map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <p className="hint">
        Also worth a look: hardware acceleration must be on in the browser’s settings, the graphics driver up to date,
        and the page opened over https or from localhost.
      </p>
      <button type="button" className="button" onClick={() => void studio.retry()}>
        Try again
      </button>
    </section>
  );
}
