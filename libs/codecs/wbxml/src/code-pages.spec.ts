import { describe, expect, it } from 'vitest';
import { codePages, isCodePage, tagAt, tagNumber } from './index.ts';

describe('code pages, [MS-ASWBXML] 2.1.2.1', () => {
  it('are 0 to 25 without the retired 3', () => {
    const pages = Object.values(codePages).map(({ page }) => page);
    expect(pages).toEqual(Array.from({ length: 26 }, (_, page) => page).filter((page) => page !== 3));
    expect(isCodePage(3)).toBe(false);
    expect(isCodePage(26)).toBe(false);
  });

  it('have tokens from 0x05 to 0x3f, each once', () => {
    for (const { tags } of Object.values(codePages)) {
      const tokens: number[] = Object.values(tags);
      expect(new Set(tokens).size).toBe(tokens.length);
      expect(Math.min(...tokens)).toBeGreaterThanOrEqual(0x05);
      expect(Math.max(...tokens)).toBeLessThanOrEqual(0x3f);
    }
  });

  it('find each tag by its number, and its number by its name', () => {
    for (const [namespace, { page, tags }] of Object.entries(codePages)) {
      for (const [name, token] of Object.entries(tags)) {
        expect(tagAt((page << 6) | token)).toEqual({ namespace, name });
        expect(tagNumber(namespace, name)).toBe((page << 6) | token);
      }
    }
  });

  it('has Find as the document prints it, with its gaps, 2.1.2.1.26', () => {
    expect(codePages.Find.tags).toEqual({
      Find: 0x05,
      SearchId: 0x06,
      ExecuteSearch: 0x07,
      MailBoxSearchCriterion: 0x08,
      Query: 0x09,
      Status: 0x0a,
      FreeText: 0x0b,
      Options: 0x0c,
      Range: 0x0d,
      DeepTraversal: 0x0e,
      Response: 0x11,
      Result: 0x12,
      Properties: 0x13,
      Preview: 0x14,
      HasAttachments: 0x15,
      Total: 0x16,
      DisplayCc: 0x17,
      DisplayBcc: 0x18,
      GalSearchCriterion: 0x19,
      MaxPictures: 0x20,
      MaxSize: 0x21,
      Picture: 0x22,
    });
  });
});
