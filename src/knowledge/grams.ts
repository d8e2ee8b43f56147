/** The pairs of neighbouring characters of a text ("合规官" → 合规, 规官); a single character is its own. */
export function pairs(text: string): string[] {
  if (text.length < 2) return text === '' ? [] : [text]
  const found: string[] = []
  for (let i = 0; i + 1 < text.length; i++) found.push(text.slice(i, i + 2))
  return found
}
