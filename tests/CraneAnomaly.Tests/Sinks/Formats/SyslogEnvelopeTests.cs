using System.Buffers;
using System.Text;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks.Formats;

public class SyslogEnvelopeTests
{
    [Property(MaxTest = 300)]
    public void Rfc5424_AnyText_ReadsAsItWas(string? text)
    {
        string crane = $"x{text}]\"\\[ x=";
        var alert = SampleAlerts.Of(AlertCatalog.All[0], crane);
        foreach (string name in AlertFormats.Names)
        {
            string line = AlertFormatContractTests.Line(AlertFormats.Create(name, SampleAlerts.Source), alert);
            var (header, data, message) = LineParsers.Syslog(Modern(alert, line));
            Assert.Equal(["<35>1", "2026-03-02T00:06:43.123456Z", "crane-anomaly", "CraneAnomaly", "-", alert.Type.Kind], header);
            Assert.Equal(line, message);
            if (crane.Length <= 255) Assert.Equal(LineParsers.OnOneLine(crane), data["craneanomaly@32473.crane"]);
            Assert.Equal((alert.Id, "42", "1"), (data["craneanomaly@32473.id"], data["meta.sequenceId"], data["timeQuality.tzKnown"]));
        }
    }

    [Fact]
    public void Rfc5424_HostThatIsNone_IsPrintable()
    {
        var alert = SampleAlerts.Of(AlertCatalog.All[0]);
        Assert.Contains(" quay_7__ CraneAnomaly - ", Modern(alert, "x", "quay 7\n\u00E9"), StringComparison.Ordinal);
        Assert.Contains("Z - CraneAnomaly - ", Modern(alert, "x", ""), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new Rfc5424Envelope(SampleAlerts.Source, "a b"));
    }

    [Theory]
    [InlineData(0, "<38>")]
    [InlineData(20, "<37>")]
    [InlineData(45, "<36>")]
    [InlineData(60, "<35>")]
    [InlineData(100, "<34>")]
    public void Priority_IsSecurityAndTheSeverity(int severity, string expected)
    {
        var alert = SampleAlerts.Of(AlertCatalog.All[0]) with { Severity = severity };
        Assert.StartsWith(expected, Modern(alert, "x"), StringComparison.Ordinal);
        Assert.StartsWith(expected, Old(alert, "x"), StringComparison.Ordinal);
    }

    [Fact]
    public void Rfc3164_HasTheOldHeader() =>
        Assert.Equal("<35>Mar  2 00:06:43 crane-anomaly CraneAnomaly: CEF:0|", Old(SampleAlerts.Of(AlertCatalog.All[0]), "CEF:0|\n"));

    private static string Modern(Alert alert, string line, string host = "crane-anomaly")
    {
        var output = new ArrayBufferWriter<byte>();
        new Rfc5424Envelope(SampleAlerts.Source with { Host = host }).Write(alert, SampleAlerts.Link, Encoding.UTF8.GetBytes(line), output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');
    }

    private static string Old(Alert alert, string line)
    {
        var output = new ArrayBufferWriter<byte>();
        new Rfc3164Envelope(SampleAlerts.Source).Write(alert, Encoding.UTF8.GetBytes(line), output);
        return Encoding.UTF8.GetString(output.WrittenSpan).TrimEnd('\n');
    }
}
