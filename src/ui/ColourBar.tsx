import { Menu } from '@base-ui/react/menu';
import { COLORMAPS, type ColormapName, colormap, colormapGradient } from '../view/colormaps';
import { formatNumber, ticks } from './format';
import { Icon } from './Icon';
import { useStudio, useStudioState } from './studio';

const gradients = new Map<ColormapName, string>();
function gradient(name: ColormapName): string {
  const known = gradients.get(name) ?? colormapGradient(name);
  gradients.set(name, known);
  return known;
}

/** The scale of a pane's colours; a click chooses another map or holds the range. */
export function ColourBar({ index }: { readonly index: number }) {
  const studio = useStudio();
  const settings = useStudioState((state) => state.panes[index]?.settings);
  const measured = useStudioState((state) => state.ranges[index]);
  if (!settings) return null;
  const map = colormap(settings.colormap);
  const [low, high] = settings.range ?? measured ?? [Number.NaN, Number.NaN];
  const set = (change: Parameters<ReturnType<typeof studio.store.getState>['setPane']>[1]): void =>
    studio.store.getState().setPane(index, change);
  return (
    <div className="colourbar">
      <Menu.Root>
        <Menu.Trigger
          className="colourbar-button"
          aria-label={`Colour map ${map.title}, from ${formatNumber(low)} to ${formatNumber(high)}. Change`}
        >
          <span className="colourbar-strip" style={{ backgroundImage: gradient(map.name) }} />
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
                onCheckedChange={(held: boolean) => set({ range: held && measured ? measured : null })}
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
