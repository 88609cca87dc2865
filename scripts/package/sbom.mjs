import { Contrib, Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import parseExpression from 'spdx-expression-parse';

const { Builders, Factories } = Contrib.FromNodePackageJson;
const licenses = new Contrib.License.Factories.LicenseFactory(parseExpression);
const components = new Builders.ComponentBuilder(new Factories.ExternalReferenceFactory(), licenses);

/**
 * The bill of materials of the extension, as CycloneDX 1.6 in JSON. It has no time or serial number, so that the same
 * build gives the same text.
 *
 * @param manifest that of the extension
 */
export function sbom(manifest, packages) {
  const extension = component(manifest, Enums.ComponentType.Application);
  const bom = new Models.Bom();
  bom.metadata.component = extension;
  for (const { manifest: theirs, versions } of packages) {
    const library = component(theirs, Enums.ComponentType.Library);
    for (const [name, version] of Object.entries(versions)) {
      library.components.add(
        new Models.Component(Enums.ComponentType.Library, name, {
          version,
          bomRef: `${library.bomRef.value}#${name}`,
        }),
      );
    }
    bom.components.add(library);
    extension.dependencies.add(library.bomRef);
  }
  const format = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return new Serialize.JsonSerializer(format).serialize(bom, { sortLists: true, space: 2 });
}

function component(manifest, type) {
  const made = components.makeComponent(manifest, type);
  const [name, group] = manifest.name.split('/').reverse();
  made.purl = new PackageURL('npm', group, name, manifest.version, undefined, undefined).toString();
  made.bomRef.value = `${manifest.name}@${manifest.version}`;
  return made;
}
