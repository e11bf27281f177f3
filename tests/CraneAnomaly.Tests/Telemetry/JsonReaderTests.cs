using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;
using CraneAnomaly.Records;

namespace CraneAnomaly.Tests.Telemetry;

public class JsonReaderTests
{
    private const string Stamp = "\"timestamp\":\"2026-03-01T04:12:00Z\"";

    // The illustration of the wiki's rules: subjects are arrays, observed properties are arrays with their own times.
    private const string Nested =
        """
        {"msg":{"id":"7f1c","sender":"QC07-plc","timestamp":"2026-03-01T04:12:09.350Z","topic":"che/QC07","version":"2024.010"},"che":[{"id":"QC07","type":"STS","brand":"ACME","hoist":[{"id":"main","up":{"speed":[{"pom":"iinput","pomt":"actual","unit":"meter_per_minute","timestamp":"2026-03-01T04:12:09.300Z","value":90},{"pom":"output","pomt":"actual","unit":"meter_per_second","timestamp":"2026-03-01T04:12:09.300Z","value":1.36}]}}],"spreader":[{"id":"1","locked":{"status":[{"pom":"output","pomt":"actual","timestamp":"2026-03-01T04:12:09.300Z","value":true}]},"weight":{"gross":[{"pom":"output","pomt":"actual","unit":"kg","timestamp":"2026-03-01T04:12:09.300Z","value":24800}]}}]}]}
        """;

    [Theory]
    [InlineData("che.@A.hoist.speed.output.actual.value\":1.5", "\"hoist.speed\":1.5")]
    [InlineData("che.@A.hoist.@.up.speed.output.actual.value\":1.5", "\"hoist.speed\":1.5")]
    [InlineData("che.@A.hoist.@main.down.speed.output.actual.value\":1.5", "\"hoist.speed\":-1.5")]
    [InlineData("che.@A.trolley.waterside.speed.iinput.actual.value\":1.5", "\"trolley.reference\":1.5")]
    [InlineData("che.@A.trolley.@1.landside.speed.internal_input.actual.value\":1.5", "\"trolley.reference\":-1.5")]
    [InlineData("che.@A.gantry.right.speed.internal_in.actual.value\":1.5", "\"gantry.reference\":1.5")]
    [InlineData("che.@A.gantry.left.speed.input.actual.value\":1", "\"gantry.demand\":-1")]
    [InlineData("che.@A.gantry.reverse.speed.actual.value\":1", "\"gantry.speed\":-1")]
    [InlineData("che.@A.boom.angle.output.actual.value\":80", "\"boom.angle\":80")]
    [InlineData("che.@A.hoist.torque.output.actual.value\":0.4", "\"hoist.torque\":0.4")]
    [InlineData("che.@A.hoist.brake.released.status.output.actual.value\":true", "\"hoist.brake\":true")]
    [InlineData("che.@A.spreader.@.locked.status.output.actual.value\":false", "\"spreader.locked\":false")]
    [InlineData("che.@A.spreader.@2.weight.output.actual.value\":24.8", "\"spreader.load\":24.8")]
    [InlineData("che.@A.spreader.size40foot.status.output.actual.value\":true", "\"spreader.size\":40")]
    [InlineData("che.@A.emergency_stop.status.output.actual.value\":0", "\"emergency_stop\":false")]
    [InlineData("che.@A.mode.output.actual.value\":\"manual\"", "\"mode\":\"manual\"")]
    [InlineData("che.@A.anchor.hoist.position.output.actual.value\":12.5", "\"anchor.hoist.position\":12.5")]
    [InlineData("che.@A.anchor.spreader.weight.output.actual.value\":24.8", "\"anchor.spreader.load\":24.8")]
    [InlineData("che.@A.anchor.drive.power.output.actual.value\":240", "\"anchor.drive.power\":240")]
    [InlineData("che.@A.hoist.anchor.position.output.actual.value\":12.5", "\"che.@.hoist.anchor.position.output.actual.value\":12.5")]
    [InlineData("che.@A.foo.bar.output.actual.value\":2", "\"che.@.foo.bar.output.actual.value\":2")]
    [InlineData("che.@A.spreader.@.locked.status.input.actual.value\":true", "\"che.@.spreader.@.locked.status.input.actual.value\":true")]
    [InlineData("che.@A.hoist.speed.output.design.value\":1.5", "\"che.@.hoist.speed.output.design.value\":1.5")]
    [InlineData("\":3,\"crane\":\"A\",\"x\":{\"\":4}", "\"x.\":4")]
    [InlineData("hoist.position\":3,\"crane\":\"A\"", "\"hoist.position\":3")]
    [InlineData("crane\":\"A\",\"hoist.position\":3,\"hoist.position.quality\":\"uncertain\"", "\"hoist.position\":3,\"hoist.position.quality\":\"uncertain\"")]
    [InlineData("crane\":\"A\",\"hoist.position.quality\":\"bad\",\"hoist.position\":3", "\"hoist.position\":3,\"hoist.position.quality\":\"bad\"")]
    [InlineData("crane\":\"A\",\"tos.moves\":3,\"job.bay\":null,\"operator.id\":\"Ann\\u00e9\"", "\"tos.moves\":3,\"operator.id\":\"Ann\u00e9\"")]
    [InlineData("crane\":\"A\",\"hoist\":{\"speed\":{\"value\":60,\"unit\":\"m/min\"},\"position\":2}", "\"hoist.speed\":1,\"hoist.position\":2")]
    public void Read_Spelling_GivesItsSignal(string member, string signals)
    {
        string line = $"{{{Stamp},\"{member}}}\n";
        Assert.Equal([$"0 A {{{signals}}}"], TelemetryRun.Of(line).Rows);

        // And the same through what was learned from it.
        var twice = TelemetryRun.Of(line + line.Replace(":00Z", ":01Z", StringComparison.Ordinal));
        Assert.Equal([$"0 A {{{signals}}}", $"1 A {{{signals}}}"], twice.Rows);
    }

    [Fact]
    public void Read_FlatUnits_AreConvertedWhereverTheyStand() =>
        Assert.Equal(
            ["0 A {\"hoist.speed\":1.5,\"spreader.load\":24.8,\"hoist.demand\":0.5,\"che.@.trolley.speed.output.actual.value [rpm]\":7}"],
            TelemetryRun.Of($$"""
                {{{Stamp}},"che.@A.hoist.speed.output.actual.value":90,"che.@A.hoist.speed.output.actual.unit":"meter_per_minute","che.@A.spreader.weight.output.actual.unit":"kg","che.@A.spreader.weight.output.actual.value":24800,"che.@A.hoist.speed.input.actual.value":50,"che.@A.hoist.speed.input.actual.unit":"%","che.@A.trolley.speed.output.actual.value":7,"che.@A.trolley.speed.output.actual.unit":"rpm"}
                """).Rows);

    [Fact]
    public void Read_HalvesOfASpeed_AreAdded()
    {
        string Line(int second, double up, double down) => FormattableString.Invariant(
            $"{{\"timestamp\":{1_772_338_320 + second},\"che.@A.hoist.up.speed.output.actual.value\":{up},\"che.@A.hoist.down.speed.output.actual.value\":{down}}}\n");

        Assert.Equal(
            ["0 A {\"hoist.speed\":1.25}", "1 A {\"hoist.speed\":-0.75}", "2 A {\"hoist.speed\":0}"],
            TelemetryRun.Of(Line(0, 1.25, 0) + Line(1, 0, 0.75) + Line(2, 0, 0)).Rows);
    }

    [Fact]
    public void Read_Nested_GivesTheTimesOfItsProperties()
    {
        const string Expected = " QC07 {\"hoist.reference\":1.5,\"hoist.speed\":1.36,\"spreader.locked\":true,\"spreader.load\":24.8}";
        string next = Nested.Replace("09.300Z", "09.400Z", StringComparison.Ordinal).Replace("7f1c", "a", StringComparison.Ordinal);
        var run = TelemetryRun.Of($"{Nested}\n{next}\n");

        Assert.Equal(["9.3" + Expected, "9.4" + Expected], run.Rows);
        Assert.Equal(1, run.Counters.All.Predicted);
    }

    [Fact]
    public void Read_NestedAnchor_IsTheSecondSource() =>
        Assert.Equal(
            ["9 QC07 {\"hoist.position\":12,\"anchor.hoist.position\":12.25,\"anchor.tos.moves\":7}"],
            TelemetryRun.Of("""
                {"msg":{"timestamp":"2026-03-01T04:12:09Z"},"che":[{"id":"QC07","hoist":[{"id":"1","position":[{"pom":"output","unit":"meter","value":12}]}],"anchor":{"hoist":[{"id":"1","position":[{"pom":"output","pomt":"actual","unit":"meter","value":12.25}]}],"tos":{"moves":[{"pom":"output","value":7}]}}}]}
                """).Rows);

    // Numbers at the very end of what is read, and with as much behind them as is looked at.
    [Fact]
    public void Read_StableOrderInAnyChunks_GivesTheSame()
    {
        string text = string.Concat(Enumerable.Range(0, 40).Select(i => string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{{\"timestamp\":\"2026-03-01T04:12:{i:00}.{i:000}Z\",\"crane\":\"QC{i % 3:00}\",\"hoist.speed\":{i / 8.0 - 2},\"a rather long name of a series of its own\":{i}e{i % 3},\"gate\":{(i % 2 == 0 ? "true" : "false")},\"z\":{-i}.5}}\n")));
        var whole = TelemetryRun.Of(text);

        Assert.Equal(40, whole.Rows.Count);
        Assert.InRange(whole.Counters.All.Predicted, 30, 40);
        foreach (int chunk in (int[])[1, 7, 64, 200, 333, 4000]) Assert.Equal(whole.Lines, TelemetryRun.Of(text, chunk).Lines);
    }

    [Fact]
    public void Read_NestedWithSeveralTimesAndCranes_GivesARowEach() =>
        Assert.Equal(
            [
                "1 B {\"wind.speed\":4}", "2 A {\"hoist.speed\":-1}", "3 A {\"hoist.position\":7}",
            ],
            TelemetryRun.Of("""
                {"msg":{"timestamp":"2026-03-01T04:12:05Z"},"che":[{"hoist":[{"position":[{"timestamp":"2026-03-01T04:12:03Z","value":7}],"down":{"speed":[{"value":1,"pom":"output","timestamp":"2026-03-01T04:12:02Z"}]}}],"id":"A"},{"id":"B","wind":[{"speed":[{"timestamp":"2026-03-01T04:12:01Z","value":4}]}]}]}
                """).Rows);

    [Fact]
    public void Read_StableOrderOfManyCranes_IsPredicted()
    {
        var lines = Enumerable.Range(0, 1200).Select(i => FormattableString.Invariant(
            $"{{\"timestamp\":{1_772_338_320 + i / 12}.{i % 12:00},\"che.@QC{i % 12}.hoist.speed.output.actual.value\":{i / 7.0},\"che.@QC{i % 12}.mode.output.actual.value\":\"m{i % 3}\"}}"));
        var run = TelemetryRun.Of(string.Join('\n', lines));

        Assert.Equal(1200, run.Rows.Count);
        Assert.Equal(1199, run.Counters.All.Predicted);
        Assert.Equal(100, run.Counters["QC11"].Rows);
    }

    [Fact]
    public void Read_AnyOrder_GivesTheSameValues()
    {
        string[] members = ["\"crane\":\"A\"", "\"hoist.speed\":1.5", "\"mode\":\"auto\"", "\"spreader.locked\":true", "\"gate\":false", "\"x\":{\"y\":7}"];
        uint state = 7;
        var lines = new List<string>();
        for (int i = 0; i < 300; i++)
        {
            for (int k = members.Length - 1; k > 0; k--)
            {
                state = state * 1_664_525 + 1_013_904_223;
                int other = (int)(state >> 8) % (k + 1);
                (members[k], members[other]) = (members[other], members[k]);
            }

            lines.Add($"{{\"timestamp\":{1_772_338_320_000 + i * 100},{string.Join(i % 2 == 0 ? "," : " , ", members)}}}");
        }

        var run = TelemetryRun.Of(string.Join('\n', lines));
        Assert.Empty(run.Violations);
        Assert.Equal(300, run.Rows.Count);
        Assert.All(run.Rows, row => Assert.Equal(
            "\"gate\":false \"hoist.speed\":1.5 \"mode\":\"auto\" \"spreader.locked\":true \"x.y\":7",
            string.Join(' ', row.Split(' ')[2].Trim('{', '}').Split(',').Order(StringComparer.Ordinal))));
    }

    [Theory]
    [InlineData("{", "malformed_line")]
    [InlineData("[1]", "malformed_line")]
    [InlineData("{\"a\":1,}", "malformed_line")]
    [InlineData("{\"a\" 1}", "malformed_line")]
    [InlineData("{\"a\":01}", "malformed_line")]
    [InlineData("{\"a\":1}x", "malformed_line")]
    [InlineData("{\"a\":1}{\"a\":1}", "malformed_line")]
    [InlineData("{\"a\":tru}", "malformed_line")]
    [InlineData("{a:1}", "malformed_line")]
    [InlineData("{\"a\":\"\t\"}", "malformed_line")]
    [InlineData("{\"a\":1}", "invalid_timestamp")]
    [InlineData("{\"timestamp\":\"9999-12-31T23:59:59Z\",\"a\":1}", "invalid_timestamp")]
    [InlineData("{\"timestamp\":null,\"a\":1}", "invalid_timestamp")]
    [InlineData("{" + Stamp + ",\"crane\":null,\"a\":1}", "missing_crane")]
    [InlineData("{" + Stamp + ",\"crane\":\"\",\"a\":1}", "missing_crane")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":1e999}", "non_finite_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":-1e400}", "non_finite_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":NaN}", "non_finite_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":-Infinity}", "non_finite_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"hoist.speed\":\"NaN\"}", "non_finite_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"hoist.speed\":\"fast\"}", "unreadable_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"gate\":\"ajar\"}", "unreadable_value")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":1,\"a\":2}", "duplicate_key")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":1,\"\\u0061\":2}", "duplicate_key")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"x\":{\"a\":1,\"a\":2}}", "duplicate_key")]
    [InlineData("{" + Stamp + ",\"crane\":\"A\",\"a\":\"\\ud800\"}", "invalid_encoding")]
    public void Read_BadLine_GivesOneViolationAndTheNextIsRead(string bad, string violation)
    {
        const string Good = "{\"timestamp\":\"2026-03-01T04:12:02Z\",\"crane\":\"A\",\"hoist.speed\":1}";
        var run = TelemetryRun.Of($"{Good}\n{bad}\n{Good.Replace("02Z", "03Z", StringComparison.Ordinal)}\n");

        Assert.Equal([violation], run.Violations);
        Assert.Equal(["2 A {\"hoist.speed\":1}", "3 A {\"hoist.speed\":1}"], run.Rows);
        Assert.Equal(CaptureEnd.Damaged, run.Result.End);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(200_000, false)]
    public void Read_Nesting_IsReadUpToTheCap(int depth, bool read)
    {
        string deep = new('[', depth - 1);
        var run = TelemetryRun.Of($"{{{Stamp},\"crane\":\"A\",\"a\":1,\"b\":{deep}{new string(']', depth - 1)}}}\n");

        Assert.Equal(read ? [] : ["nesting_too_deep"], run.Violations);
    }

    [Fact]
    public void Read_BytesThatAreNoUtf8_AreRefused()
    {
        byte[] good = System.Text.Encoding.UTF8.GetBytes($"{{{Stamp},\"crane\":\"A\",\"a\":1}}\n");
        foreach (byte[] wrong in (byte[][])[[0xC0, 0x80], [0xED, 0xA0, 0x80], [0xFF], [0xF5, 0x80, 0x80, 0x80]])
        {
            var run = TelemetryRun.Of([.. good, .. "{\"crane\":\""u8, .. wrong, .. "\"}\n"u8, .. good]);
            Assert.Equal(["invalid_encoding"], run.Violations);
        }
    }

    [Fact]
    public void Read_CranesPastTheCap_AreRefusedAndTheOthersRead()
    {
        var lines = Enumerable.Range(0, 50).Select(i => $"{{\"timestamp\":{1_772_338_320 + i},\"crane\":\"C{i % 25}\",\"a\":1}}");
        var run = TelemetryRun.Of(string.Join('\n', lines), limits: new Limits { Cranes = 10 });

        Assert.Equal(20, run.Rows.Count);
        Assert.Equal(30, run.Violations.Count(v => v == "too_many_cranes"));
        Assert.Equal(10, run.Counters.All.Cranes.Count);
    }

    [Fact]
    public void Read_KeysPastTheCap_AreLeftOutAndKnownOnesRead()
    {
        var lines = Enumerable.Range(0, 200).Select(i => $"{{\"timestamp\":{1_772_338_320 + i},\"crane\":\"A\",\"k{i}\":1}}")
            .Append("{\"timestamp\":1772338520,\"crane\":\"A\",\"hoist.speed\":2,\"kx\":3}");
        var run = TelemetryRun.Of(string.Join('\n', lines), limits: new Limits { SeriesNames = 100 });

        Assert.EndsWith("{\"hoist.speed\":2}", run.Rows[^1], StringComparison.Ordinal);
        Assert.InRange(run.Rows.Count, 60, 80);
        Assert.True(run.Counters.All.NamesRefused > 100);
    }

    [Fact]
    public void Read_RowWithTooManyValues_IsRefused()
    {
        string many = string.Join(',', Enumerable.Range(0, 4001).Select(i => $"\"k{i}\":{i}"));
        var run = TelemetryRun.Of($"{{{Stamp},{many}}}\n{{{Stamp},{many[..many.LastIndexOf(',')]}}}\n");

        Assert.Equal(["too_many_values"], run.Violations);
        Assert.Single(run.Rows);
    }

    [Fact]
    public void Detect_Json_IsFoundFromContent() =>
        Assert.Equal(InputFormat.Json, TelemetryRun.Of($" {{{Stamp},\"a\":1}}").Result.Format);
}
