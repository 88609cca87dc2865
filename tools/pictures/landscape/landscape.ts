import { Picture } from '../picture';
export function landscape(): Picture { return new Picture(3, 2); }
