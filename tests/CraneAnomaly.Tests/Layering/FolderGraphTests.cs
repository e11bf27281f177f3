using CraneAnomaly.Records;
using CraneAnomaly.Tests.Layering.Planted.Records;

namespace CraneAnomaly.Tests.Layering;

public class FolderGraphTests
{
    // Sinks that carry alerts to a SIEM are the one place that may open a connection.
    private const string Transports = "Sinks/Transports";

    private static readonly string[] SendingNamespaces =
    [
        "System.Net.Sockets", "System.Net.Http", "System.Net.WebSockets", "System.Net.Mail", "System.Net.Quic",
        "System.Net.NetworkInformation", "System.IO.Ports", "System.IO.Pipes",
    ];

    [Fact]
    public void Violations_Core_AreNone()
    {
        var files = CoreFiles();

        Assert.True(files.Count > 20, "the source files were not found");
        Assert.Empty(FolderGraph.Violations(files));
    }

    [Fact]
    public void References_Core_FollowTheTable()
    {
        using var scan = ScanOfCore();
        var references = scan.References();

        Assert.Contains(references, r => r is { FromFolder: "Capture/Flows", ToFolder: "Records" });
        Assert.Empty(FolderGraph.Violations(references));
    }

    [Fact]
    public void References_Core_NothingCanSend()
    {
        using var scan = ScanOfCore();

        Assert.Empty(Sending(scan));
        Assert.Empty(scan.NativeImports);
    }

    [Fact]
    public void Assembly_Core_IsBoundToTheRuntimeAlone()
    {
        using var scan = ScanOfCore();

        Assert.NotEmpty(scan.Assemblies);
        Assert.All(scan.Assemblies, name => Assert.StartsWith("System.", name));
        Assert.False(scan.AllowsUnsafe);
    }

    [Theory]
    [InlineData("using CraneAnomaly.Capture;\nnamespace CraneAnomaly.Records;\nclass A;", "Capture")]
    [InlineData("using X = CraneAnomaly.Capture.Packet;\nnamespace CraneAnomaly.Records;\nclass A;", "Capture")]
    [InlineData("using static CraneAnomaly.Capture.Packet;\nnamespace CraneAnomaly.Records;\nclass A;", "Capture")]
    [InlineData("namespace CraneAnomaly.Records;\nclass A { CraneAnomaly.Capture.Packet P; }", "Capture")]
    [InlineData("namespace CraneAnomaly.Records;\nclass A { global::CraneAnomaly.Capture.Packet P; }", "Capture")]
    [InlineData("namespace CraneAnomaly.Records;\nclass A { int P = Capture.Packet.Length; }", "Capture")]
    [InlineData("namespace CraneAnomaly.Records;\nclass A { CraneAnomaly.Pipeline P; }", "the root")]
    public void Violations_PlantedReference_IsFound(string text, string names)
    {
        var violation = Assert.Single(FolderGraph.Violations([.. Neighbours, new SourceFile("CraneAnomaly", "Records/A.cs", text)]));

        Assert.EndsWith("names " + names, violation);
    }

    [Theory]
    [InlineData("namespace CraneAnomaly.Records;\n// CraneAnomaly.Capture.Packet\nclass A { string S = \"Capture.Packet\"; }")]
    [InlineData("namespace CraneAnomaly.Records;\nclass A { int P => Capture.Length + x.Capture.Packet; }")]
    [InlineData("using CraneAnomaly.Records;\nnamespace CraneAnomaly.Records;\nclass A;")]
    public void Violations_NoReference_IsSilent(string text) =>
        Assert.Empty(FolderGraph.Violations([.. Neighbours, new SourceFile("CraneAnomaly", "Records/A.cs", text)]));

    [Theory]
    [InlineData("Records", "Capture")]
    [InlineData("Records", "")]
    [InlineData("Capture", "Protocols/Modbus")]
    [InlineData("Capture/Link", "Features")]
    [InlineData("Protocols/Modbus", "Protocols/S7")]
    [InlineData("Protocols/Modbus", "Detectors")]
    [InlineData("Telemetry", "Protocols/Modbus")]
    [InlineData("Features", "Capture")]
    [InlineData("Detectors/Markov", "Capture")]
    [InlineData("Detectors/Markov", "Detectors/NGrams")]
    [InlineData("Detectors/Markov", "Alerts")]
    [InlineData("Alerts", "Detectors/Markov")]
    [InlineData("Alerts", "Features")]
    [InlineData("Alerts", "Sinks/Formats")]
    [InlineData("Sinks/Formats", "Capture")]
    [InlineData("Sinks/Formats", "Detectors/Markov")]
    [InlineData("Sinks/Formats", "Sinks/Spool")]
    [InlineData("Sinks/Spool", "Sinks/Transports")]
    [InlineData("Sinks/Transports", "Sinks/Delivery")]
    [InlineData("Sinks/Surprises", "Sinks/Formats")]
    [InlineData("Surprises", "Records")]
    public void Allows_AgainstTheTable_IsFalse(string from, string to) => Assert.False(FolderGraph.Allows(from, to));

    [Theory]
    [InlineData("", "Sinks/Formats")]
    [InlineData("Capture/Link", "Records")]
    [InlineData("Capture/Link", "Capture")]
    [InlineData("Protocols/Modbus", "Capture/Flows")]
    [InlineData("Protocols", "Protocols/Modbus")]
    [InlineData("Protocols/Modbus", "Protocols")]
    [InlineData("Detectors/Markov", "Detectors")]
    [InlineData("Detectors/Markov", "Detectors/Sequences")]
    [InlineData("Detectors/Commands", "Detectors/Markov")]
    [InlineData("Detectors/Markov", "Features")]
    [InlineData("Alerts", "Detectors")]
    [InlineData("Sinks/Formats", "Alerts")]
    [InlineData("Sinks/Formats", "Sinks/Formats/Alerts")]
    [InlineData("Sinks/Spool", "Sinks/Formats/Alerts")]
    [InlineData("Sinks/Delivery", "Sinks/Transports")]
    [InlineData("Records", "Checkpoints")]
    public void Allows_ByTheTable_IsTrue(string from, string to) => Assert.True(FolderGraph.Allows(from, to));

    [Theory]
    [InlineData("Sinks/Formats", "Detectors", "Finding", false, true)]
    [InlineData("Sinks/Formats", "Detectors", "Verdict", true, true)]
    [InlineData("Sinks/Formats", "Detectors", "StateReader", false, false)]
    [InlineData("Protocols/Modbus", "Protocols", "TransactionTable`1", false, true)]
    [InlineData("Protocols/Modbus", "Protocols", "ProtocolCatalog`1", false, false)]
    [InlineData("Protocols", "Protocols", "ProtocolCatalog", false, true)]
    [InlineData("Records", "Checkpoints", "NotStateAttribute", false, true)]
    [InlineData("Records", "Checkpoints", "ImageWriter", false, false)]
    [InlineData("", "Checkpoints", "ImageWriter", false, true)]
    public void Allows_TypeWithinAFolder_IsTold(string from, string to, string name, bool isEnum, bool allowed) =>
        Assert.Equal(allowed, FolderGraph.Allows(new TypeReference(from, "X", "", to, name, isEnum, IsForeign: false)));

    [Fact]
    public void References_PlantedInABody_AreFound()
    {
        using var scan = new AssemblyScan(typeof(PlantedRecord).Assembly.Location, "CraneAnomaly.Tests.Layering.Planted");

        Assert.Equal(["Records/PlantedRecord -> Capture/PlantedCapture"], FolderGraph.Violations(scan.References()));
        Assert.Contains(Sending(scan), r => r.ToName == "UdpClient");
    }

    private static readonly SourceFile[] Neighbours =
    [
        new("CraneAnomaly", "Capture/Packet.cs", "namespace CraneAnomaly.Capture;\nclass Packet { const int Length = 1; }"),
        new("CraneAnomaly", "Pipeline.cs", "namespace CraneAnomaly;\nclass Pipeline;"),
    ];

    private static IEnumerable<TypeReference> Sending(AssemblyScan scan) =>
        scan.References().Where(r => r.IsForeign && r.FromFolder != Transports && SendingNamespaces.Contains(r.ToNamespace));

    private static List<SourceFile> CoreFiles() => [.. SourceFile.Under("src").Where(f => f.Project == FolderGraph.Root)];

    private static AssemblyScan ScanOfCore() => new(typeof(OtRecord).Assembly.Location, FolderGraph.Root);
}
