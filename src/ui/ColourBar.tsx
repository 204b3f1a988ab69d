import { Menu } from '@base-ui/react/menu';
import { useEffect, useState } from 'react';
import { COLORMAPS, type ColormapName, colormap } from '../view/colormaps';
import { formatNumber, ticks } from './format';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

type Gradient = (name: ColormapName) => string | undefined;

const gradients = new Map<ColormapName, string>();
let gradient: Gradient | null = null;

/** The colours of maps as CSS: they come with the pictures, after the solver. */
async function loadGradients(): Promise<Gradient> {
  const { colormapGradient } = await import('../view/colormaps/colours');
  gradient ??= (name) => {
    const known = gradients.get(name) ?? colormapGradient(name);
    gradients.set(name, known);
    return known;
  };
  return gradient;
}

function useGradient(): Gradient {
  const [own, setOwn] = useState(() => gradient);
  useEffect(() => {
    if (!own) void loadGradients().then((loaded) => setOwn(() => loaded));
  }, [own]);
  return own ?? (() => undefined);
}

/** The scale of a pane's colours; a click chooses another map or holds the range. */
export function ColourBar({ index }: { readonly index: number }) {
  const studio = useStudio();
  const gradient = useGradient();
  const settings = useStudioState((state) => state.panes[index]?.settings);
  const measured = useStudioState((state) => state.ranges[index]);
  if (!settings) return null;
  const map = colormap(settings.colormap);
  const [low, high] = settings.range ?? measured ?? [Number.NaN, Number.NaN];
  const [, , least = low, largest = high] = measured ?? [];
  // Less than a hundredth of the bar cannot be seen.
  const seen = 0.01 * (high - low);
  const [below, above] = [least < low - seen, largest > high + seen];
  const clipped = [below && ', lower values are clipped', above && ', higher values are clipped'];
  const set = (change: Parameters<ReturnType<typeof studio.store.getState>['setPane']>[1]): void =>
    studio.store.getState().setPane(index, change);
  return (
    <div className="colourbar">
      <Menu.Root>
        <Menu.Trigger
          className="colourbar-button"
          aria-label={`Colour map ${map.title}, from ${formatNumber(low)} to ${formatNumber(high)}${clipped.filter(Boolean).join('')}. Change`}
        >
          <span className="colourbar-strip" style={{ backgroundImage: gradient(map.name) }} />
          {below && <span className="colourbar-end below" style={{ backgroundImage: gradient(map.name) }} />}
          {above && <span className="colourbar-end above" style={{ backgroundImage: gradient(map.name) }} />}
        </Menu.Trigger>
        <Menu.Portal role="region" aria-label="Colours">
          <Menu.Positioner className="positioner" sideOffset={6} align="start">
            <Menu.Popup className="popup menu">
              <Menu.RadioGroup value={map.name} onValueChange={(colormap: string) => set({ colormap })}>
                {COLORMAPS.map(({ name, title }) => (
                  <Menu.RadioItem key={name} value={name} className="menu-item" closeOnClick>
                    <span className="menu-mark">
                      <Menu.RadioItemIndicator>
                        <Icon name="check" size={14} />
                      </Menu.RadioItemIndicator>
                    </span>
                    <span className="menu-text">{title}</span>
                    <span className="menu-swatch" style={{ backgroundImage: gradient(name) }} />
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
              <Menu.Separator className="menu-line" />
              <Menu.CheckboxItem
                className="menu-item"
                checked={settings.range !== null}
                disabled={!measured && settings.range === null}
                onCheckedChange={(held: boolean) =>
                  set({ range: held && measured ? [measured[0], measured[1]] : null })
                }
              >
                <span className="menu-mark">
                  <Menu.CheckboxItemIndicator>
                    <Icon name="check" size={14} />
                  </Menu.CheckboxItemIndicator>
                </span>
                <span className="menu-text">Hold this range</span>
              </Menu.CheckboxItem>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
      <div className="colourbar-ticks" aria-hidden="true">
        {ticks(low, high, 5).map((tick) => (
          <span key={tick} style={{ left: `${(100 * (tick - low)) / (high - low)}%` }}>
            {formatNumber(tick, 3)}
          </span>
        ))}
      </div>
    </div>
  );
}
