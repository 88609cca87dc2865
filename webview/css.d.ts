/** Style sheets, which the bundler collects into one beside the script. */
declare module '*.css';
