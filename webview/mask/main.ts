import './mask.css';

import { maskEditorContract } from '../../src/contracts/mask-editor';
import { start } from '../shared/app';
import { MaskApp } from './app';

start(maskEditorContract, (host, root) => new MaskApp(host, root));
