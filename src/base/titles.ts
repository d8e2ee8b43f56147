/**
 * Whether one of somebody's titles ("党委书记、董事长") is of this kind. Titles end with the office held (董事长秘书 and 总经理助理 hold
 * neither), so `office` should end with `$`; what stands in brackets is no part of a title.
 */
export function holdsOne(position: string, office: RegExp): boolean {
  return position
    .replaceAll(/[（(][^）)]*[）)]/gu, '')
    .split(/[、，,；;/兼\s]+/u)
    .some((title) => office.test(title))
}
