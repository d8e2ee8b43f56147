import { expect, test } from 'vitest'
import { fold, foldText } from '../../src/base/text.ts'
import { fc } from '../support/property.ts'

test('a scanned 「新入職人員」 and a typed 「新入职人员」 are the same words', () => {
  expect(foldText('新入職人員')).toBe(foldText('新入职人员'))
  expect(foldText('合規部門、班組')).toBe('合规部门、班组')
})

test('width, case, blanks and page breaks do not matter', () => {
  expect(foldText('（ＣＣＯ）６５％\n；各')).toBe('(cco)65%;各')
  expect(foldText('规章制度\n\n、重要领域')).toBe('规章制度、重要领域')
})

test('radicals that Chromium writes into PDFs become the characters they stand for', () => {
  expect(foldText('⺠营企业⻓期')).toBe('民营企业长期')
})

test('an enclosed number unfolds into its characters, all pointing at the one glyph', () => {
  const { text, offsets } = fold('㈠总则')
  expect(text).toBe('(一)总则')
  expect(offsets).toEqual([0, 0, 0, 1, 2, 3])
})

test('著作权 stays 著作权: glyphs that simplified text uses too are left alone', () => {
  expect(foldText('著作权')).toBe('著作权')
})

test('whatever is folded, every folded character leads back to the original that gave it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (original) => {
      const { text, offsets } = fold(original)
      expect(offsets).toHaveLength(text.length + 1)
      expect(offsets.at(-1)).toBe(original.length)
      expect(offsets.every((offset, i) => i === 0 || offset >= (offsets[i - 1] ?? 0))).toBe(true)
      expect(foldText(original)).toBe(text)
    }),
  )
})

test('folding twice changes nothing more', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[\u4e00-\u9fff（）a-zA-Z０-９ ]{0,40}$/u), (original) => {
      expect(foldText(foldText(original))).toBe(foldText(original))
    }),
  )
})

test('a long text folds as its pieces do, characters that unfold into many included', () => {
  const line = '第十二条（ＣＣＯ）合規部門　应当于12月20日前﷽報送。'
  expect(foldText(line.repeat(3_000))).toBe(foldText(line).repeat(3_000))
  expect(foldText(foldText(line))).toBe(foldText(line))
})
