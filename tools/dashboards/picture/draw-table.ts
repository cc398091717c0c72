/** Series as rows: their labels, and the value. */
import type { PanelAnswer } from '../live/panel-answers.ts';
import { type Box, colours, fitting, line, writing } from './svg.ts';
import { valueText } from './values.ts';

const size = 12;
const rowHeight = 22;

/** Options of Grafana's transformation `organize`. */
interface Organized {
  readonly excludeByName: Readonly<Record<string, boolean>>;
  readonly renameByName: Readonly<Record<string, string>>;
}

export function drawTable({ panel, series }: PanelAnswer, box: Box): string {
  const { unit = 'short' } = panel.fieldConfig!.defaults;
  const { excludeByName, renameByName } = panel.transformations![0]!.options as Organized;
  const names = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))]
    .filter((name) => excludeByName[name] === undefined)
    .toSorted();
  const rows = series.map(({ labels, points }) => [
    ...names.map((name) => labels[name] ?? ''),
    valueText(points.at(-1)![1], unit),
  ]);
  const width = box.width / (names.length + 1);
  const shown = [
    [...names, renameByName['Value'] ?? 'Value'],
    ...rows.toSorted((one, other) => one.join().localeCompare(other.join())),
  ];
  return shown
    .slice(0, Math.floor(box.height / rowHeight))
    .map((cells, row) => {
      const y = box.y + row * rowHeight + 15;
      const fill = row === 0 ? colours.faint : colours.text;
      const texts = cells.map((text, index) =>
        writing(box.x + index * width, y, fitting(text, size, width - 8), { size, fill }),
      );
      return texts.join('') + line(box.x, y + 6, box.x + box.width, y + 6, colours.grid);
    })
    .join('');
}
