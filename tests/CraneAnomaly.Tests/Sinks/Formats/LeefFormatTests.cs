using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class LeefFormatTests
{
    private readonly AlertFormat _format = AlertFormats.Create("leef", SampleAlerts.Source);

    [Fact]
    public void Write_EachAlertName_HasHeaderAndClosedLists()
    {
        foreach (var alert in SampleAlerts.All)
        {
            var (header, values) = LineParsers.Leef(AlertFormatContractTests.Line(_format, alert));
            Assert.Equal(alert.Type.Name, header[4]);
            Assert.Equal((alert.Type.Kind, "7", "tcp"), (values["cat"], values["sev"], values["proto"]));
            Assert.Equal(13, values["devTime"].Length);
            Assert.Equal(("42", SampleAlerts.Link.Hash), (values["chainSeq"], values["chainHash"]));
        }
    }

    [Property(MaxTest = 300)]
    public void Write_AnyText_ReadsAsItWas(string? text)
    {
        string any = $"{text}\ta=b|c\\n^\n";
        var (_, values) = LineParsers.Leef(AlertFormatContractTests.Line(_format, SampleAlerts.Of(AlertCatalog.All[0], any)));
        foreach (string key in (string[])["craneId", "site", "asset", "tag", "unit", "msg"])
            if (any.Length <= 1023) Assert.Equal(LineParsers.OnOneLine(any), values[key]);
    }
}
