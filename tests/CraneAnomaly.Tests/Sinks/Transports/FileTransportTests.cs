using System.Text;
using CraneAnomaly.Sinks.Delivery;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Sinks.Spool;
using CraneAnomaly.Sinks.Transports;
using CraneAnomaly.Tests.Pipeline;
using CraneAnomaly.Tests.Sinks.Spool;

namespace CraneAnomaly.Tests.Sinks.Transports;

public sealed class FileTransportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string File => _folder.At("alerts.ndjson");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Send_LargerThanAFile_GoesOnInTheNextAndTheChainWithIt()
    {
        await using var transport = new FileTransport(File, AlertRendering.Lines, new FileRotation(50_000, 3));
        await SendAsync(transport, await AlertsAsync(200));

        Assert.Equal(4, Directory.GetFiles(_folder.At(), "alerts.ndjson*").Length);
        Assert.All(Directory.GetFiles(_folder.At(), "alerts.ndjson*"), path => Assert.InRange(new FileInfo(path).Length, 1, 50_000));
        // The oldest files are gone; what is left is the end, in order.
        var numbers = Arrivals.Of(((string[])[File + ".3", File + ".2", File + ".1", File]).SelectMany(System.IO.File.ReadAllLines));
        Assert.Equal(Enumerable.Range(201 - numbers.Count, numbers.Count), numbers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(700)]
    public async Task Connect_LastLineTorn_IsCutAndNoneIsWrittenTwice(int cut)
    {
        var alerts = await AlertsAsync(30);
        await using (var transport = new FileTransport(File, AlertRendering.Lines)) await SendAsync(transport, alerts.Take(20));
        byte[] whole = System.IO.File.ReadAllBytes(File);
        System.IO.File.WriteAllBytes(File, whole[..^cut]);

        // As after a crash: all that the spool does not know to be delivered comes again.
        await using (var transport = new FileTransport(File, AlertRendering.Lines))
        {
            await SendAsync(transport, alerts.Skip(5));
            Assert.Equal(cut > 0, transport.TornBytes > 0);
        }

        var chain = new AlertChain();
        string[] lines = System.IO.File.ReadAllLines(File);
        Assert.Equal(30, lines.Length);
        Assert.All(lines, line => Assert.True(chain.Follows(Encoding.UTF8.GetBytes(line), out string? why), why));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(21)]
    public async Task Send_IntoTheLogOfAnotherSpool_IsNotLostInIt(int first)
    {
        await using (var transport = new FileTransport(File, AlertRendering.Lines)) await SendAsync(transport, (await AlertsAsync(20, "other")));

        await using var mine = new FileTransport(File, AlertRendering.Lines);
        var alerts = (await AlertsAsync(30, change: 1)).Skip(first - 1);
        var error = await Assert.ThrowsAsync<IOException>(async () => await SendAsync(mine, alerts));
        Assert.Contains("another spool", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_NoPlaceForTheFile_IsTriedAgain()
    {
        string path = _folder.At("later", "alerts.cef");
        var cef = new AlertRendering("cef");
        await using var spool = AlertSpool.Open(_folder.At("s"), [cef]);
        var options = new DeliveryOptions { FirstPause = TimeSpan.FromMilliseconds(10), MaxPause = TimeSpan.FromMilliseconds(20) };
        await using var delivery = new AlertDelivery(spool, [new FileTransport(path, cef)], options);
        await SpoolAlerts.SinkOf(spool).TakeAsync(SpoolAlerts.Of(1), Cancel);
        await Wait.UntilAsync(() => delivery.Statistics[0].Failures > 1);
        Assert.Contains("alerts.cef", delivery.Statistics[0].LastFailure, StringComparison.Ordinal);

        Directory.CreateDirectory(_folder.At("later"));
        Assert.True(await delivery.DrainAsync(TimeSpan.FromSeconds(20), Cancel));
        Assert.StartsWith("CEF:0|", Assert.Single(System.IO.File.ReadAllLines(path)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_Alerts_AreLines()
    {
        var output = new MemoryStream();
        await using var transport = new StreamTransport("stdout", AlertRendering.Lines, output);
        await SendAsync(transport, await AlertsAsync(10));

        Assert.Equal(Enumerable.Range(1, 10), Arrivals.Of(Encoding.UTF8.GetString(output.ToArray()).Split('\n')));
        Assert.Equal(DeliveryGuarantee.Written, transport.Guarantee);
    }

    private static async Task SendAsync(AlertTransport transport, IEnumerable<SpooledAlert> alerts)
    {
        await transport.ConnectAsync(Cancel);
        foreach (var batch in alerts.Chunk(7)) Assert.All((await transport.SendAsync(batch, Cancel)).Outcomes, outcome => Assert.Equal(AlertOutcome.Delivered, outcome));
    }

    private async Task<List<SpooledAlert>> AlertsAsync(int count, string folder = "s", int change = 0)
    {
        await SpoolAlerts.FillAsync(_folder.At(folder), 1, count, severity: i => 65 + change);
        await using var spool = AlertSpool.Open(_folder.At(folder), []);
        return SpoolAlerts.All(spool);
    }
}
