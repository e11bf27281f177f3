using System.Buffers;
using System.Text;
using System.Text.Json;
using CraneAnomaly.Alerts;
using CraneAnomaly.Sinks.Formats.Alerts;
using FsCheck;
using FsCheck.Xunit;

namespace CraneAnomaly.Tests.Sinks.Formats;

/// <summary>What every format keeps; one that is new in the catalogue is found here by itself.</summary>
public class AlertFormatContractTests
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    public static TheoryData<string> Names => [.. AlertFormats.Names];

    [Fact]
    public void Create_UnknownName_SaysWhichThereAre()
    {
        var error = Assert.Throws<ArgumentException>(() => AlertFormats.Create("xml", SampleAlerts.Source));
        Assert.All(AlertFormats.Names, name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void Write_EachAlertName_IsOneLineThatNamesIt(string name)
    {
        var format = AlertFormats.Create(name, SampleAlerts.Source);
        Assert.Equal(name, format.Name);
        foreach (var alert in SampleAlerts.All)
        {
            string line = Line(format, alert);
            Assert.Contains(alert.Type.Name, line, StringComparison.Ordinal);
            Assert.Contains(alert.Id, line, StringComparison.Ordinal);
            Assert.Contains(SampleAlerts.Link.Hash!, line, StringComparison.Ordinal);
            Assert.Equal(line, Line(format, alert));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Write_BareAlert_LeavesOutWhatIsAbsent(string name)
    {
        var format = AlertFormats.Create(name, SampleAlerts.Source);
        var alert = SampleAlerts.Of(AlertCatalog.All[0], "plain");
        var bare = alert with
        {
            Site = null,
            Crane = null,
            Model = null,
            SuppressedBy = null,
            Handling = null,
            Explanations = [],
            Frames = default,
            Source = new(default, 0, default),
            Destination = new(default, 0, default),
        };
        string line = Line(format, bare, default);
        Assert.DoesNotContain("null", line, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", line, StringComparison.Ordinal);
        Assert.True(line.Length < Line(format, alert).Length);
    }

    [Property(MaxTest = 200)]
    public void Write_AnyText_IsOneLine(string? text, ushort length)
    {
        // Long ones, and cut in the middle of a character, now and then.
        string any = (text ?? "") + (length % 4 == 0 ? string.Concat(Enumerable.Repeat("\U0001F3D7=", length % 3000)) : "\u2028\u0085\ud800");
        foreach (string name in AlertFormats.Names) Line(AlertFormats.Create(name, SampleAlerts.Source), SampleAlerts.Of(AlertCatalog.All[0], any));
    }

    [Theory, MemberData(nameof(Names))]
    public void Write_AfterWarmUp_AllocatesNothing(string name)
    {
        var format = AlertFormats.Create(name, SampleAlerts.Source);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        Alert[] alerts = [SampleAlerts.Of(AlertCatalog.All[0]), SampleAlerts.Of(AlertCatalog.Get("sensor.frozen"), measured: false)];
        long canary = Allocated(() => GC.KeepAlive(new object()));
        Assert.True(canary >= 16, "the meter shows nothing");
        void Round()
        {
            foreach (var alert in alerts)
            {
                output.ResetWrittenCount();
                format.Write(alert, SampleAlerts.Link, output);
            }
        }

        for (int i = 0; i < 200; i++) Round();
        Assert.Equal(0, Enumerable.Range(0, 5).Min(_ => Allocated(Round)));
    }

    internal static string Line(AlertFormat format, Alert alert, AlertLink? link = null)
    {
        var output = new ArrayBufferWriter<byte>();
        format.Write(alert, link ?? SampleAlerts.Link, output);
        string line = s_strict.GetString(output.WrittenSpan);
        Assert.EndsWith("\n", line, StringComparison.Ordinal);
        line = line[..^1];
        Assert.DoesNotContain(line, c => (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029');
        if (line[0] != '{') return line;
        // A member that is there twice is read differently by different readers.
        using var parsed = JsonDocument.Parse(line, new JsonDocumentOptions { AllowDuplicateProperties = false });
        return line;
    }

    private static long Allocated(Action action)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
