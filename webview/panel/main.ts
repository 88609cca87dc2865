import './panel.css';

import { panelContract } from '../../src/contracts/panel';
import { start } from '../shared/app';
import { PanelApp } from './app';

start(panelContract, (host, root) => new PanelApp(host, root));
