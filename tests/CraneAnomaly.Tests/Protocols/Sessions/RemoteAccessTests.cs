using System.Text;
using System.Text.RegularExpressions;
using CraneAnomaly.Protocols.Sessions;
using CraneAnomaly.Records.Facts;
using CraneAnomaly.Tests.Support;

namespace CraneAnomaly.Tests.Protocols.Sessions;

public class RemoteAccessTests
{
    [Fact]
    public void List_EveryRow_IsDatedAndSaysFromWhere()
    {
        string[] lines = File.ReadAllLines(Path.Combine(
            Shared.RepositoryRoot, "src", "CraneAnomaly", "Protocols", "Sessions", "remote-access.tsv"));
        Assert.Equal("name\tkind\tmatch\tpattern\tsource\tdate", lines[0]);
        foreach (string line in lines.Skip(1))
        {
            string[] cells = line.Split('\t');
            Assert.Equal(6, cells.Length);
            Assert.All(cells, cell => Assert.NotEmpty(cell));
            Assert.Contains(cells[1], (string[])["remote-support", "overlay-vpn", "tunnel", "router-broker"]);
            Assert.Contains(cells[2], (string[])["name", "port", "user-agent"]);
            Assert.Matches(new Regex("^20[0-9]{2}-[0-9]{2}$"), cells[5]);
            if (cells[2] == "name") Assert.Equal(cells[3].ToLowerInvariant(), cells[3]);
        }

        Assert.Equal(lines.Length, lines.Select(line => string.Join('\t', line.Split('\t')[2..4])).Distinct().Count());
    }

    [Theory]
    [InlineData("router12.TeamViewer.com", "TeamViewer")]
    [InlineData("teamviewer.com", "TeamViewer")]
    [InlineData("notteamviewer.com", null)]
    [InlineData("teamviewer.com.example.net", null)]
    [InlineData("com", null)]
    [InlineData("eu1.talk2m.com", "eWON Talk2M")]
    public void TellName_IsTheNameOrWhatIsBelowIt(string host, string? tool)
    {
        var facts = new FactWriter();
        Assert.Equal(tool is not null, RemoteAccess.Known.TellName(Encoding.ASCII.GetBytes(host), facts));
        Assert.Equal(tool, FactText.Of(facts.Payload).GetValueOrDefault("remote_tool"));
    }

    [Fact]
    public void TellProgramAndPort_SayByWhat()
    {
        var facts = new FactWriter();
        Assert.True(RemoteAccess.Known.TellProgram("Mozilla/4.0 (compatible; DynGate)"u8, facts));
        Assert.Equal("user-agent", FactText.Of(facts.Payload)["remote_tool_match"]);
        facts.Clear();
        Assert.True(RemoteAccess.Known.TellPort(21116, facts));
        Assert.Equal("RustDesk", FactText.Of(facts.Payload)["remote_tool"]);
        Assert.False(RemoteAccess.Known.TellPort(443, facts));
    }

    [Fact]
    public void TellName_ManyNames_AllocatesNothing()
    {
        var facts = new FactWriter();
        RemoteAccess.Known.TellName("a.b.c.d.teamviewer.com"u8, facts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1_000; i++)
        {
            facts.Clear();
            RemoteAccess.Known.TellName("a.b.c.d.teamviewer.com"u8, facts);
            RemoteAccess.Known.TellName("a.b.c.d.example.com"u8, facts);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
