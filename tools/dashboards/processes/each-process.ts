/** Labels that tell processes apart, and how a line is named by them. */
export const each = ['service', 'instance'] as const;
export const name = '{{service}} {{instance}}';
