using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

namespace CraneAnomaly.Packaging
{
    /// <summary>
    /// Writes a bill of materials (CycloneDX 1.6) out of a lock file of NuGet: what was restored, with NuGet's hash of it,
    /// and what needs what. No time and no serial number, so that the same lock file gives the same bytes. Compiled by MSBuild
    /// when packing, against .NET Standard 2.0, so without System.Text.Json.
    /// </summary>
    public sealed class WriteSbom : Task
    {
        /// <summary>The packages.lock.json of the project.</summary>
        [Required]
        public string LockFile { get; set; } = "";

        /// <summary>Which of the lock file's frameworks is packed.</summary>
        [Required]
        public string TargetFramework { get; set; } = "";

        /// <summary>Id of the package that is packed.</summary>
        [Required]
        public string PackageId { get; set; } = "";

        /// <summary>Its version, which is that of all projects of the repository.</summary>
        [Required]
        public string Version { get; set; } = "";

        /// <summary>Its licence, as an SPDX expression.</summary>
        [Required]
        public string License { get; set; } = "";

        /// <summary>The packages that are needed to build it, and do not reach who uses it.</summary>
        public ITaskItem[] Builders { get; set; } = Array.Empty<ITaskItem>();

        /// <summary>The file to write.</summary>
        [Required]
        public string Output { get; set; } = "";

        /// <inheritdoc/>
        public override bool Execute()
        {
            var entries = ReadEntries();
            var builders = new HashSet<string>(Builders.Select(b => b.ItemSpec), StringComparer.OrdinalIgnoreCase);
            var direct = entries.Where(e => e.IsDirect && !builders.Contains(e.Name)).Select(e => e.Name).ToList();
            var shipped = Reachable(entries, direct);

            // The lock file says of no project whether it is referred to directly; none is needed by nobody.
            var needed = new HashSet<string>(entries.SelectMany(e => e.Needs), StringComparer.OrdinalIgnoreCase);
            direct.AddRange(entries.Where(e => e.IsProject && !needed.Contains(e.Name)).Select(e => e.Name));

            string self = "pkg:nuget/" + PackageId + "@" + Version;
            var text = new StringBuilder("{\n  \"bomFormat\": \"CycloneDX\",\n  \"specVersion\": \"1.6\",\n  \"version\": 1,\n");
            text.Append("  \"metadata\": {\n    \"component\": { \"type\": \"library\", \"bom-ref\": ").Append(Quote(self))
                .Append(", \"name\": ").Append(Quote(PackageId)).Append(", \"version\": ").Append(Quote(Version))
                .Append(", \"licenses\": [{ \"expression\": ").Append(Quote(License)).Append(" }], \"purl\": ").Append(Quote(self)).Append(" }\n  },\n");
            text.Append("  \"components\": [").Append(string.Join(",", entries.Select(e => "\n    " + Component(e, shipped.Contains(e.Name))))).Append("\n  ],\n");
            text.Append("  \"dependencies\": [\n    ").Append(Dependency(self, direct.Select(n => entries.First(e => Same(e.Name, n))).ToList()));
            foreach (var entry in entries)
                text.Append(",\n    ").Append(Dependency(entry.Url, entry.Needs.Select(n => entries.FirstOrDefault(e => Same(e.Name, n))).Where(e => e != null).ToList()));
            text.Append("\n  ]\n}\n");
            File.WriteAllText(Output, text.ToString().Replace("[\n  ]", "[]"), new UTF8Encoding(false));
            return !Log.HasLoggedErrors;
        }

        private List<Entry> ReadEntries()
        {
            using (var reader = JsonReaderWriterFactory.CreateJsonReader(File.ReadAllBytes(LockFile), XmlDictionaryReaderQuotas.Max))
            {
                var framework = XElement.Load(reader).Element("dependencies").Elements().Single(e => NameOf(e) == TargetFramework);
                return framework.Elements().Select(e => new Entry(e, Version)).OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase).ToList();
            }
        }

        private static HashSet<string> Reachable(List<Entry> entries, IEnumerable<string> direct)
        {
            var reached = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            var waiting = new Stack<string>(direct.Concat(entries.Where(e => e.IsProject).Select(e => e.Name)));
            while (waiting.Count > 0)
            {
                string name = waiting.Pop();
                if (!reached.Add(name)) continue;
                foreach (string next in entries.Where(e => Same(e.Name, name)).SelectMany(e => e.Needs)) waiting.Push(next);
            }

            return reached;
        }

        // Scope "excluded": needed to build it, and not to use it.
        private static string Component(Entry entry, bool ships) =>
            "{ \"type\": \"library\", \"bom-ref\": " + Quote(entry.Url) + ", \"name\": " + Quote(entry.Name) + ", \"version\": " + Quote(entry.Version)
            + ", \"scope\": " + Quote(ships ? "required" : "excluded") + ", \"purl\": " + Quote(entry.Url)
            + (entry.ContentHash.Length == 0 ? "" : ", \"properties\": [{ \"name\": \"nuget:contentHash\", \"value\": " + Quote(entry.ContentHash) + " }]") + " }";

        private static string Dependency(string of, List<Entry> on) =>
            "{ \"ref\": " + Quote(of) + ", \"dependsOn\": [" + string.Join(", ", on.Select(e => Quote(e.Url)).OrderBy(u => u, StringComparer.Ordinal)) + "] }";

        // Names, versions and hashes of NuGet hold nothing else that JSON escapes.
        private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";

        private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

        // Where a key is no name in XML, the reader puts it into an attribute.
        private static string NameOf(XElement element) => (string)element.Attribute("item") ?? element.Name.LocalName;

        private sealed class Entry
        {
            public Entry(XElement element, string projectVersion)
            {
                Name = NameOf(element);
                IsProject = (string)element.Element("type") == "Project";
                IsDirect = (string)element.Element("type") == "Direct";
                Version = IsProject ? projectVersion : (string)element.Element("resolved");
                ContentHash = (string)element.Element("contentHash") ?? "";
                Needs = element.Element("dependencies")?.Elements().Select(NameOf).ToList() ?? new List<string>();
            }

            public string Name { get; }

            public string Version { get; }

            public string ContentHash { get; }

            public bool IsProject { get; }

            public bool IsDirect { get; }

            public List<string> Needs { get; }

            public string Url => "pkg:nuget/" + Name + "@" + Version;
        }
    }
}
