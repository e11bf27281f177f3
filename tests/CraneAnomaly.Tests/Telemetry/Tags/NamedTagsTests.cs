using CraneAnomaly.Records.Site;

namespace CraneAnomaly.Tests.Telemetry.Tags;

/// <summary>Tags of columns and paths: what the user says of names, and of which crane they are.</summary>
public class NamedTagsTests
{
    private const string Time = "2026-03-01T04:12:0";

    private static readonly Tag[] Tags =
    [
        Of(TagSourceKind.Csv, "v1", "hoist.speed", "QC01"), Of(TagSourceKind.Csv, "v2", "hoist.speed", "QC02"),
        Of(TagSourceKind.Csv, "p", "hoist.position", ""), Of(TagSourceKind.Tic, "che.@.x.y.value", "wind.speed", "QC02"),
        Of(TagSourceKind.Tic, "x", "wind.speed", "QC02"),
    ];

    [Fact]
    public void Csv_TableWithoutCranes_GivesEachColumnToItsCrane() =>
        Assert.Equal(
            [
                "0 QC01 {\"hoist.speed\":1}", "0 QC02 {\"hoist.speed\":2}", "0 - {\"hoist.position\":3,\"a\":4}",
                "1 QC02 {\"hoist.speed\":5}",
            ],
            TelemetryRun.Of($"timestamp,v1,v2,p,a\n{Time}0Z,1,2,3,4\n{Time}1Z,,5,,\n", Tags).Rows);

    [Fact]
    public void Csv_TableWithCranes_LeavesOutWhatIsOfAnother()
    {
        var run = TelemetryRun.Of($"timestamp,crane,v1,v2,p\n{Time}0Z,QC01,1,2,3\n{Time}1Z,QC03,1,2,3\n", Tags);

        Assert.Equal(["0 QC01 {\"hoist.speed\":1,\"hoist.position\":3}", "1 QC03 {\"hoist.position\":3}"], run.Rows);
        Assert.Empty(run.Violations);
    }

    [Fact]
    public void Json_MessageWithoutCrane_GivesValuesToTheCraneOfTheirTag() =>
        Assert.Equal(
            ["0 QC02 {\"wind.speed\":1}", "0 - {\"gate\":true}", "1 QC02 {\"wind.speed\":2}", "2 QC02 {\"wind.speed\":3}"],
            TelemetryRun.Of($$"""
                {"timestamp":"{{Time}}0Z","x":1,"gate":true}
                {"timestamp":"{{Time}}1Z","x":2}
                {"timestamp":"{{Time}}2Z","x":3}
                """, Tags).Rows);

    [Fact]
    public void Json_MessageOfACrane_LeavesOutWhatIsOfAnother() =>
        Assert.Equal(
            ["0 QC02 {\"wind.speed\":1,\"gate\":true}", "1 QC01 {\"gate\":false}", "2 QC02 {\"wind.speed\":3,\"gate\":true}"],
            TelemetryRun.Of($$"""
                {"timestamp":"{{Time}}0Z","che.@QC02.x.y.value":1,"che.@QC02.gate.value":true}
                {"timestamp":"{{Time}}1Z","che.@QC01.x.y.value":2,"che.@QC01.gate.value":false}
                {"timestamp":"{{Time}}2Z","che.@QC02.x.y.value":3,"che.@QC02.gate.value":true}
                """, Tags).Rows);

    private static Tag Of(TagSourceKind kind, string name, string signal, string crane) =>
        new() { Source = name, Kind = kind, Name = name, Signal = signal, Crane = crane };
}
