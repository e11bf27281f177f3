using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Files;

namespace CraneAnomaly.Tests.Telemetry;

public class CsvReaderTests
{
    private const string Time = "2026-03-01T04:12:0";

    [Fact]
    public void Read_WideTable_GivesOneRecordARow()
    {
        var run = TelemetryRun.Of($"""
            timestamp,crane,hoist.position,hoist.speed,spreader.locked,mode,spindle.temperature
            {Time}0Z,QC01,12.3,-0.5,true,manual,41.5
            {Time}1Z,QC01,11.8,,0,,
            """);

        Assert.Equal(
            [
                "0 QC01 {\"hoist.position\":12.3,\"hoist.speed\":-0.5,\"spreader.locked\":true,\"mode\":\"manual\",\"spindle.temperature\":41.5}",
                "1 QC01 {\"hoist.position\":11.8,\"spreader.locked\":false}",
            ],
            run.Rows);
        Assert.Equal(InputFormat.Csv, run.Result.Format);
        Assert.Equal((CaptureEnd.Complete, 2L), (run.Result.End, run.Result.Packets));
        Assert.Equal(
            "{\"ts\":\"2026-03-01T04:12:01.000000000Z\",\"input\":\"in\",\"crane\":\"QC01\",\"protocol\":\"telemetry\","
            + "\"kind\":\"measurement\",\"signals\":{\"hoist.position\":11.8,\"spreader.locked\":false}}",
            run.Lines[1]);
    }

    [Theory]
    [InlineData("timestamp;crane;trolley.speed [m/min];spreader.load (kg);boom.angle [rad]", "1772338320;A;60;24800;0")]
    [InlineData("crane\ttime\t\"trolley.speed [M/MIN]\"\tspreader.load [kg]\tboom.angle", "A\t1772338320000\t\"60\"\t24800\t0")]
    public void Read_UnitsAndDelimiters_AreTakenFromTheHeader(string header, string row) =>
        Assert.Equal(
            ["0 A {\"trolley.speed\":1,\"spreader.load\":24.8,\"boom.angle\":0}"],
            TelemetryRun.Of($"{header}\r\n{row}\r\n").Rows);

    [Fact]
    public void Read_UnitThatDoesNotFit_IsASeriesOfItsOwn() =>
        Assert.Equal(
            ["0 A {\"hoist.speed [rpm]\":900,\"hoist.demand\":0.5,\"wind [x]\":\"calm\"}"],
            TelemetryRun.Of($"timestamp,crane,hoist.speed [rpm],hoist.demand [%],wind [x]\n{Time}0Z,A,900,50,calm\n").Rows);

    [Fact]
    public void Read_Qualities_StandBesideTheirSignals() =>
        Assert.Equal(
            [
                "0 A {\"hoist.speed\":1,\"hoist.speed.quality\":\"bad\",\"foo\":2,\"foo.quality\":\"good\"}",
                "1 A {\"hoist.speed\":1.5}",
            ],
            TelemetryRun.Of($"""
                timestamp,crane,hoist.speed.quality,hoist.speed,foo,foo.quality
                {Time}0Z,A,bad,1,2,good
                {Time}1Z,A,,1.5,,uncertain
                """).Rows);

    [Fact]
    public void Read_BadQualityWithoutAValue_IsKept() =>
        Assert.Equal(
            ["0 A {\"trolley.speed\":1,\"hoist.position.quality\":\"bad\"}", "1 A {\"trolley.speed\":2}"],
            TelemetryRun.Of($"""
                timestamp,crane,trolley.speed,hoist.position,hoist.position.quality
                {Time}0Z,A,1,,bad
                {Time}1Z,A,2,,uncertain
                """).Rows);

    // A finding quotes the header; what stands there is no format.
    [Theory]
    [InlineData("{")]
    [InlineData("{1}")]
    [InlineData("{0:N0}")]
    public void Read_HeaderWithBraces_IsQuotedAsItStands(string name)
    {
        var run = TelemetryRun.Of($"timestamp,crane,{name},{name}\n2026-03-02T00:00:00Z,QC01,1,2\n");

        Assert.Equal(CaptureEnd.Foreign, run.Result.End);
        Assert.Contains($"'{name}' stands twice", run.Result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TableWithoutCranes_GivesRowsWithoutOne() =>
        Assert.Equal(["0 - {\"hoist.speed\":1}"], TelemetryRun.Of($"hoist.speed,timestamp\n1,{Time}0Z").Rows);

    [Fact]
    public void Read_MarkInFrontAndEmptyLines_AreSkipped() =>
        Assert.Equal(["0 A {\"hoist.speed\":1}"], TelemetryRun.Of($"\ufefftimestamp,crane,hoist.speed\n\n{Time}0Z,A,1\n\r\n").Rows);

    [Fact]
    public void Read_AnchorsAndPublishedNames_AreKnown() =>
        Assert.Equal(
            ["0 A {\"anchor.hoist.position\":1,\"hoist.position\":2,\"trolley.speed\":0.5,\"gantry.torque\":0.25}"],
            TelemetryRun.Of(
                "timestamp,crane,anchor.hoist.position,DX_Custom_V.Status.Hoist.Position.Position_mm,"
                + "DX_Custom_V.Status.Trolley.ControlSignals.SpeedFeedback_mmin,DX_Custom_V.Status.Bridge.ControlSignals.MotorTorque\n"
                + $"{Time}0Z,A,1,2000,30,25\n").Rows);

    [Theory]
    [InlineData("x,A,1", "invalid_timestamp")]
    [InlineData(",A,1", "invalid_timestamp")]
    [InlineData("9999-12-31T23:59:59Z,A,1", "invalid_timestamp")]
    [InlineData(Time + "1Z,,1", "missing_crane")]
    [InlineData(Time + "1Z,A,NaN", "non_finite_value")]
    [InlineData(Time + "1Z,A,-Infinity", "non_finite_value")]
    [InlineData(Time + "1Z,A,1e999", "non_finite_value")]
    [InlineData(Time + "1Z,A,-1e400", "non_finite_value")]
    [InlineData(Time + "1Z,A,0x10", "unreadable_value")]
    [InlineData(Time + "1Z,A,fast", "unreadable_value")]
    [InlineData(Time + "1Z,A", "wrong_column_count")]
    [InlineData(Time + "1Z,A,1,2", "wrong_column_count")]
    [InlineData(Time + "1Z,A,\"1", "malformed_line")]
    [InlineData(Time + "1Z,A,\"1\"2", "malformed_line")]
    public void Read_BadLine_GivesOneViolationAndTheNextIsRead(string bad, string violation)
    {
        var run = TelemetryRun.Of($"timestamp,crane,hoist.speed\n{Time}0Z,A,1\n{bad}\n{Time}2Z,A,3\n");

        Assert.Equal([violation], run.Violations);
        Assert.Equal(["0 A {\"hoist.speed\":1}", "2 A {\"hoist.speed\":3}"], run.Rows);
        Assert.Equal((CaptureEnd.Damaged, 2L), (run.Result.End, run.Result.Packets));
    }

    [Theory]
    [InlineData(';')]
    [InlineData('\t')]
    public void Read_DecimalCommas_AreTakenWhereTheFileUsesThem(char delimiter)
    {
        var run = TelemetryRun.Of($"timestamp;crane;hoist.position;hoist.speed;oil\n{Time}0Z;A;12;-0,5;1e3\n{Time}1Z;A;11,75;+1,25;41,5\n{Time}2Z;A;3;1.5;7\n"
            .Replace(';', delimiter));

        Assert.Equal(
            [
                "0 A {\"hoist.position\":12,\"hoist.speed\":-0.5,\"oil\":1000}",
                "1 A {\"hoist.position\":11.75,\"hoist.speed\":1.25,\"oil\":41.5}",
            ],
            run.Rows);
        Assert.Equal(["unreadable_value"], run.Violations);
    }

    [Theory]
    [InlineData("1.5", "1,5")]
    [InlineData("1,5", "1.5")]
    [InlineData("1.5", "1.000,5")]
    [InlineData("1,5", "1.000,5")]
    [InlineData("1,5", "1,000,5")]
    public void Read_OtherDecimalMark_IsUnreadable(string first, string second)
    {
        var run = TelemetryRun.Of($"timestamp;crane;hoist.speed\n{Time}0Z;A;{first}\n{Time}1Z;A;{second}\n{Time}2Z;A;2\n");

        Assert.Equal(["unreadable_value"], run.Violations);
        Assert.Equal(["0 A {\"hoist.speed\":1.5}", "2 A {\"hoist.speed\":2}"], run.Rows);
    }

    [Fact]
    public void Read_RowWithBothMarks_DecidesNothing()
    {
        var run = TelemetryRun.Of($"timestamp;crane;hoist.speed;hoist.position\n{Time}0Z;A;1.5;1,5\n{Time}1Z;A;2,5;3,5\n");

        Assert.Equal(["unreadable_value"], run.Violations);
        Assert.Equal(["1 A {\"hoist.speed\":2.5,\"hoist.position\":3.5}"], run.Rows);
    }

    [Theory]
    [InlineData("timestamp,crane,a,a\n")]
    [InlineData("timestamp,\"crane\n")]
    public void Read_HeaderThatCannotBe_IsForeign(string text)
    {
        var run = TelemetryRun.Of(text + "1,2,3,4\n");

        Assert.Equal(CaptureEnd.Foreign, run.Result.End);
        Assert.Empty(run.Rows);
    }
}
