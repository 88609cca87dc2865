import './viewer.css';

import { viewerContract } from '../../src/contracts/viewer';
import { start } from '../shared/app';
import { ViewerApp } from './app';

start(viewerContract, (host, root) => new ViewerApp(host, root));
