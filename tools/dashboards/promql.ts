/** What a PromQL expression asks for, read by the grammar of Prometheus' own web interface. */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** Every label of a series that may be asked for; undefined for one that does not exist. */
export type KnownMetrics = (metric: string) => ReadonlySet<string> | undefined;

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** Labels of the series that come out; undefined for a number alone. */
type Labels = ReadonlySet<string> | undefined;

const keptThrough = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio']);
const setOperators = new Set(['and', 'or', 'unless']);
const withoutSeries = new Set(['time', 'pi']);

/** Grafana's variables in an expression, replaced by what a query may have in their places. */
export function withoutVariables(expr: string, window = '5m'): string {
  return expr
    .replaceAll(/\$__(?:rate_interval|range|interval)\b/g, window)
    .replaceAll(/\$(?:namespace|service|instance)\b/g, '.*');
}

/** @throws {Error} where it does not parse */
export function selectorsOf(expr: string): Selector[] {
  const selectors: Selector[] = [];
  const node = parsed(expr);
  node.cursor().iterate(({ node: found }) => {
    if (found.name === 'VectorSelector') selectors.push(selectorOf(found, expr));
  });
  return selectors;
}

/**
 * Labels of what the expression gives.
 * @throws {Error} where it does not parse, names a metric or a label that does not exist, or puts together what never matches
 */
export function labelsOf(expr: string, known: KnownMetrics): Labels {
  return new Evaluation(expr, known).labels(parsed(expr));
}

function parsed(expr: string): SyntaxNode {
  const tree = parser.parse(expr);
  tree.cursor().iterate(({ type, from }) => {
    if (type.isError) throw new Error(`not PromQL at ${from}: ${expr}`);
  });
  const [node, ...rest] = childrenOf(tree.topNode);
  if (node === undefined || rest.length > 0) throw new Error(`not one expression: ${expr}`);
  return node;
}

class Evaluation {
  readonly #expr: string;
  readonly #known: KnownMetrics;

  constructor(expr: string, known: KnownMetrics) {
    this.#expr = expr;
    this.#known = known;
  }

  labels(node: SyntaxNode): Labels {
    switch (node.name) {
      case 'NumberDurationLiteral':
      case 'StringLiteral':
        return undefined;
      case 'VectorSelector':
        return this.#selector(node);
      case 'FunctionCall':
        return this.#call(node);
      case 'AggregateExpr':
        return this.#aggregate(node);
      case 'BinaryExpr':
        return this.#binary(node);
      case 'ParenExpr':
      case 'MatrixSelector':
      case 'OffsetExpr':
      case 'SubqueryExpr':
        return this.labels(node.firstChild!);
      case 'UnaryExpr':
        return this.labels(node.lastChild!);
      default:
        return this.#fault(node, `${node.name} is not read here`);
    }
  }

  #selector(node: SyntaxNode): Labels {
    const { metric, matchers } = selectorOf(node, this.#expr);
    const labels = this.#known(metric);
    if (labels === undefined) return this.#fault(node, `there is no metric ${metric}`);
    for (const { label } of matchers) this.#expect(node, labels, label);
    return labels;
  }

  #call(node: SyntaxNode): Labels {
    const name = this.#text(node.getChild('FunctionIdentifier')!);
    const given = childrenOf(node.getChild('FunctionCallBody')!).map((argument) => this.labels(argument));
    if (withoutSeries.has(name)) return undefined;
    if (name === 'vector') return new Set();
    if (name !== 'histogram_quantile') return given.find((labels) => labels !== undefined);
    const [, buckets] = given;
    this.#expect(node, buckets ?? new Set(), 'le');
    return buckets && without(buckets, new Set(['le']));
  }

  #aggregate(node: SyntaxNode): Labels {
    const body = childrenOf(node.getChild('FunctionCallBody')!);
    const inner = this.labels(body.at(-1)!) ?? new Set<string>();
    if (keptThrough.has(this.#text(node.getChild('AggregateOp')!))) return inner;
    const modifier = node.getChild('AggregateModifier');
    if (modifier === null) return new Set();
    const named = this.#labelNames(modifier);
    for (const label of named) this.#expect(node, inner, label);
    return modifier.getChild('By') === null ? without(inner, named) : named;
  }

  #binary(node: SyntaxNode): Labels {
    const [left, right] = [this.labels(node.firstChild!), this.labels(node.lastChild!)];
    if (left === undefined || right === undefined) return left ?? right;
    const matching = node.getChild('MatchingModifierClause');
    if (setOperators.has(this.#operator(node))) return left;
    if (matching === null) {
      if (without(left, right).size + without(right, left).size > 0)
        this.#fault(node, `the sides never match: {${[...left].join()}} and {${[...right].join()}}`);
      return left;
    }
    const [on, taken] = matching.getChildren('GroupingLabels').map((labels) => this.#labelNames(labels));
    for (const label of on ?? []) {
      this.#expect(node, left, label);
      this.#expect(node, right, label);
    }
    for (const label of taken ?? []) this.#expect(node, right, label);
    return matching.getChild('GroupLeft') === null ? on : new Set([...left, ...(taken ?? [])]);
  }

  #operator(node: SyntaxNode): string {
    return this.#text(childrenOf(node)[1]!).toLowerCase();
  }

  #labelNames(node: SyntaxNode): Set<string> {
    const names = new Set<string>();
    node.cursor().iterate(({ name, from, to }) => {
      if (name === 'LabelName') names.add(this.#expr.slice(from, to));
    });
    return names;
  }

  #expect(node: SyntaxNode, labels: ReadonlySet<string>, label: string): void {
    if (!labels.has(label)) this.#fault(node, `there is no label ${label}, only ${[...labels].join(', ')}`);
  }

  #text({ from, to }: SyntaxNode): string {
    return this.#expr.slice(from, to);
  }

  #fault(node: SyntaxNode, what: string): never {
    throw new Error(`${what}: ${this.#text(node)}`);
  }
}

function selectorOf(node: SyntaxNode, expr: string): Selector {
  const text = ({ from, to }: SyntaxNode): string => expr.slice(from, to);
  const identifier = node.getChild('Identifier');
  if (identifier === null) throw new Error(`a selector without a metric: ${text(node)}`);
  const matchers = node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  return {
    metric: text(identifier),
    matchers: matchers.map((matcher) => {
      const [label, operator, value] = childrenOf(matcher).map(text);
      return { label: label!, operator: operator!, value: value!.slice(1, -1) };
    }),
  };
}

function without(labels: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> {
  return new Set([...labels].filter((label) => !others.has(label)));
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
