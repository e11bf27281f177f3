using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class CefFormatTests
{
    private static readonly string[] s_producerKeys =
    [
        "rt", "start", "end", "cnt", "cat", "act", "externalId", "deviceExternalId", "deviceFacility", "dvchost", "dtz", "src", "spt",
        "smac", "dst", "dpt", "dmac", "proto", "app", "cn1", "cn1Label", "cn2", "cn2Label", "cn3", "cn3Label", "cs1", "cs1Label", "cs2",
        "cs2Label", "cs3", "cs3Label", "cs4", "cs4Label", "cs5", "cs5Label", "cs6", "cs6Label", "cfp1", "cfp1Label", "cfp2", "cfp2Label",
        "cfp3", "cfp3Label", "cfp4", "cfp4Label", "c6a1", "c6a1Label", "c6a3", "c6a3Label", "reason", "msg",
    ];

    private readonly AlertFormat _format = AlertFormats.Create("cef", SampleAlerts.Source);

    [Fact]
    public void Write_EachAlertName_HasTheHeaderAndOnlyKeysOfProducers()
    {
        foreach (var alert in SampleAlerts.All)
        {
            var (header, values) = LineParsers.Cef(AlertFormatContractTests.Line(_format, alert));
            Assert.Equal(["CEF:0", "CraneAnomaly", "CraneAnomaly", AlertSource.Version, alert.Type.Name], header[..5]);
            Assert.Equal("7", header[6]);
            Assert.Empty(values.Keys.Except(s_producerKeys));
            Assert.All(values.Keys.Where(key => key[^1] is >= '0' and <= '9'), key => Assert.Contains(key + "Label", values.Keys));
            Assert.Equal((SampleAlerts.StartNs / 1_000_000).ToString(), values["start"]);
            Assert.Equal(("10.1.0.66", "502", "tcp", "modbus"), (values["src"], values["dpt"], values["proto"], values["app"]));
            Assert.Equal($"42 {SampleAlerts.Link.Hash}", values["cs6"]);
            Assert.Equal("1.93", values["cfp2"]);
            Assert.Equal("a|b=c\\d\r\ne]\"f^ g", values["msg"]);
        }
    }

    [Property(MaxTest = 300)]
    public void Write_AnyText_ReadsAsItWas(string? text)
    {
        string any = $"x{text} a=b\\=c|d\n\\n x";
        var (_, values) = LineParsers.Cef(AlertFormatContractTests.Line(_format, SampleAlerts.Of(AlertCatalog.All[0], any)));
        foreach (string key in (string[])["msg", "cs1", "cs5", "deviceExternalId", "deviceFacility", "reason"])
        {
            string expected = any.Length > 255 && key == "deviceExternalId" ? any[..255] : any;
            if (expected.Length <= 1023) Assert.Equal(LineParsers.OnOneLine(expected, keepsLineEnds: true), values[key]);
        }
    }

    [Theory]
    [InlineData(1022, 1022)]
    [InlineData(1023, 1022)]
    [InlineData(1021, 1023)]
    public void Write_TooLong_IsCutBetweenCharacters(int before, int length)
    {
        string text = new string('m', before) + "\U0001F3D7\U0001F3D7";
        var (_, values) = LineParsers.Cef(AlertFormatContractTests.Line(_format, SampleAlerts.Of(AlertCatalog.All[0], text)));
        Assert.Equal(text[..(before == 1023 ? 1023 : length)], values["msg"]);
    }

    [Theory]
    [InlineData(0, "1")]
    [InlineData(19, "1")]
    [InlineData(20, "3")]
    [InlineData(40, "5")]
    [InlineData(60, "7")]
    [InlineData(80, "10")]
    [InlineData(100, "10")]
    public void Write_Severity_IsOfTheScale(int severity, string expected)
    {
        var alert = SampleAlerts.Of(AlertCatalog.All[0]) with { Severity = severity };
        Assert.Equal(expected, LineParsers.Cef(AlertFormatContractTests.Line(_format, alert)).Header[6]);
    }
}
