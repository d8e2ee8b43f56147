declare module '*.css'
declare module '@fontsource-variable/noto-sans-sc/wght.css'
declare module '*.svg' {
  const address: string
  export default address
}
