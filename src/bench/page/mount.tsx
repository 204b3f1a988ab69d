import './bench.css';
import { createRoot } from 'react-dom/client';
import { applyTheme, firstTheme } from '../../ui/theme';
import { BenchPage } from './BenchPage';
import { chosenWorkloads } from './chosen';

/** Sets up the benchmark in place of the studio: `?bench=1`, or `?bench=NAME,NAME` for certain workloads. */
export function mount(): void {
  applyTheme(firstTheme());
  document.title = 'Nablab: benchmark';
  const wish = new URLSearchParams(location.search).get('bench') ?? '';
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no element #root.');
  createRoot(root).render(<BenchPage {...chosenWorkloads(wish)} />);
}
