/** uPlot with its style sheet, as one chunk that is loaded when the first chart is shown. */
import 'uplot/dist/uPlot.min.css';

export { default } from 'uplot';
