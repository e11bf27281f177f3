using System.Security.Cryptography;
using System.Text;
using CraneAnomaly.Cli;
using CraneAnomaly.Simulator.Wire;
using CraneAnomaly.Sinks.Formats;
using CraneAnomaly.Tests.Pipeline;

namespace CraneAnomaly.Tests.Cli.Delivering;

public sealed class AnchorTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _log, _public, _other;

    public AnchorTests()
    {
        _log = _folder.At("alerts.ndjson");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256), other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(_folder.At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(_public = _folder.At("public.pem"), key.ExportSubjectPublicKeyInfoPem());
        File.WriteAllText(_other = _folder.At("other.pem"), other.ExportSubjectPublicKeyInfoPem());
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Verify_AsItWasWritten_Is0AndSaysWhatWasChecked()
    {
        await DetectAsync();

        var signed = await CraneCli.RunAsync("verify", _log, "--key", _public);
        Assert.Equal((ExitCode.Done, ""), (signed.Code, signed.Error));
        Assert.Contains("anchors hold, the last at 0 lines before the end, signed with the key", signed.Out, StringComparison.Ordinal);
        Assert.Contains("not checked", (await CraneCli.RunAsync("verify", _log)).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", File.ReadAllText(_log + ".anchors"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cut", "the log was cut off: an anchor stands at line")]
    [InlineData("anew", "the log was written anew")]
    [InlineData("other key", "it was not signed with this key")]
    [InlineData("forged", "it was not signed with this key")]
    [InlineData("garbage", "it is no anchor")]
    public async Task Verify_TouchedWhereTheChainHolds_Is1(string what, string says)
    {
        await DetectAsync();
        string[] lines = File.ReadAllLines(_log);
        Assert.True(lines.Length > 3);
        switch (what)
        {
            // Both are unbroken chains.
            case "cut": File.WriteAllLines(_log, lines[..^1]); break;
            case "anew": File.WriteAllText(_log, Anew(lines)); break;
            case "forged": Touch(text => text.Replace($"\"seq\":{lines.Length}", $"\"seq\":{lines.Length - 1}", StringComparison.Ordinal)); break;
            case "garbage": Touch(text => text + "{}\n"); break;
        }

        var run = await CraneCli.RunAsync("verify", _log, "--key", what == "other key" ? _other : _public);
        Assert.Equal(ExitCode.Alerts, run.Code);
        Assert.Contains(says, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_ALogInParts_IsOneLog()
    {
        await DetectAsync();
        string[] lines = File.ReadAllLines(_log);
        File.WriteAllLines(_folder.At("1"), lines[..2]);
        File.WriteAllLines(_folder.At("2"), lines[2..]);

        Assert.Equal(ExitCode.Done, (await CraneCli.RunAsync("verify", _folder.At("1"), _folder.At("2"))).Code);
        Assert.Equal(ExitCode.Alerts, (await CraneCli.RunAsync("verify", _folder.At("2"), _folder.At("1"))).Code);
    }

    [Fact]
    public async Task Verify_KeyWithoutAnchors_Is3()
    {
        await DetectAsync();
        File.Delete(_log + ".anchors");

        Assert.Equal(ExitCode.Unusable, (await CraneCli.RunAsync("verify", _log, "--key", _public)).Code);
        Assert.Equal(ExitCode.Unusable, (await CraneCli.RunAsync("verify", _log, "--key", _log)).Code);
    }

    // Every line but the first anew, so that the hashes follow one another again.
    private static string Anew(string[] lines)
    {
        var chain = new AlertChain();
        var text = new StringBuilder();
        foreach (string line in lines)
        {
            string body = line[..line.LastIndexOf(",\"chain\":{", StringComparison.Ordinal)].Replace("\"severity\":", "\"severity\":1", StringComparison.Ordinal) + "}";
            var (sequence, previous, hash) = chain.Append(Encoding.UTF8.GetBytes(body));
            text.Append(body[..^1]).Append($",\"chain\":{{\"seq\":{sequence},\"prev\":\"{previous}\",\"hash\":\"{hash}\"}}}}\n");
        }

        return text.ToString();
    }

    private void Touch(Func<string, string> change) => File.WriteAllText(_log + ".anchors", change(File.ReadAllText(_log + ".anchors")));

    private async Task DetectAsync()
    {
        var site = CraneSite.Clean(20, days: 1);
        for (int address = 0; address < 300; address++)
            site.Traffic.Connect(CraneSite.Stranger, CraneSite.First).Ask(ModbusEncoder.Read(3, 2000 + address, 1), null);
        var run = await CraneCli.RunAsync("detect", _folder.Write("a.pcap", site.Traffic.ToPcap()), "--out", _log, "--anchor-key", _folder.At("key.pem"));
        Assert.True(run.Code == ExitCode.Done, run.Error);
    }
}
