/**
 * A picture of a dashboard's rows as SVG, drawn from a real Prometheus' answers to the queries of its panels, at their
 * places in the grid. It shows what the panels show, and is not Grafana's own drawing.
 */
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { type AskOptions, type PanelAnswer, answerOf } from '../live/panel-answers.ts';
import type { PrometheusServer } from '../live/prometheus-server.ts';
import { drawHeatmap } from './draw-heatmap.ts';
import { type TimeRange, drawLines } from './draw-lines.ts';
import { drawStat } from './draw-stat.ts';
import { drawTable } from './draw-table.ts';
import { type Box, colours, fitting, rectangle, writing } from './svg.ts';

/** Pixels of a column, of a row of the grid, and between panels. */
const columnWidth = 58;
const rowHeight = 31;
const gap = 8;
const margin = 14;
const headHeight = 46;

/** @param rows titles of the rows to draw, in the dashboard's order */
export async function drawDashboard(
  dashboard: Dashboard,
  rows: readonly string[],
  prometheus: PrometheusServer,
  asked: AskOptions,
): Promise<string> {
  const places = placed(dashboard, rows);
  const drawn: string[] = [];
  for (const { panel, title, box } of places) {
    if (panel === undefined) drawn.push(writing(box.x + 2, box.y + 21, title, { size: 15, bold: true }));
    else drawn.push(drawPanel(await answerOf(prometheus, panel, asked), box, asked));
  }
  const width = 24 * columnWidth + 2 * margin;
  const height = Math.max(...places.map(({ box }) => box.y + box.height)) + margin;
  const head = writing(margin + 2, 31, dashboard.title ?? '', { size: 19, bold: true });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `font-family="Inter, 'Helvetica Neue', Helvetica, Arial, 'DejaVu Sans', sans-serif">` +
    `${rectangle({ x: 0, y: 0, width, height }, colours.page)}${head}${drawn.join('')}</svg>\n`
  );
}

interface Place {
  readonly title: string;
  /** Absent for the heading of a row. */
  readonly panel: Panel | undefined;
  readonly box: Box;
}

/** The rows asked for, moved up to where those left out would have been. */
function placed({ panels = [] }: Dashboard, rows: readonly string[]): Place[] {
  const places: Place[] = [];
  let taken = false;
  let top = 0;
  let end = 0;
  let shift = 0;
  for (const panel of panels) {
    const { x, y, w, h } = panel.gridPos!;
    if (panel.type === 'row') {
      taken = rows.includes(panel.title ?? '');
      top = end;
      shift = y - top;
    }
    if (!taken) continue;
    const box = {
      x: margin + x * columnWidth,
      y: headHeight + (y - shift) * rowHeight,
      width: w * columnWidth - gap,
      height: h * rowHeight - gap,
    };
    end = Math.max(end, y - shift + h);
    places.push({ title: panel.title ?? '', panel: panel.type === 'row' ? undefined : (panel as Panel), box });
  }
  return places;
}

function drawPanel(answer: PanelAnswer, box: Box, range: TimeRange): string {
  const { panel, series } = answer;
  const title = writing(box.x + 10, box.y + 19, fitting(panel.title ?? '', 12.5, box.width - 20), {
    size: 12.5,
    bold: true,
  });
  const inside = { x: box.x + 10, y: box.y + 28, width: box.width - 22, height: box.height - 34 };
  const frame = rectangle(box, colours.panel, ` stroke="${colours.border}" rx="3"`);
  return frame + title + (series.length === 0 ? nothing(panel, inside) : contents(answer, inside, range));
}

function contents(answer: PanelAnswer, box: Box, range: TimeRange): string {
  switch (answer.panel.type) {
    case 'stat':
      return drawStat(answer, box, range);
    case 'heatmap':
      return drawHeatmap(answer, box, range);
    case 'table':
      return drawTable(answer, box);
    default:
      return drawLines(answer, box, range);
  }
}

function nothing({ fieldConfig }: Panel, box: Box): string {
  const text = fieldConfig?.defaults.noValue ?? 'No data';
  const size = box.width < 160 ? 11 : 13;
  return writing(box.x + box.width / 2, box.y + box.height / 2, fitting(text, size, box.width), {
    size,
    fill: colours.faint,
    anchor: 'middle',
  });
}
