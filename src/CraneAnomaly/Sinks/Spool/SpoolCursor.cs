using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Sinks.Spool;

/// <summary>
/// How far one receiver has come. Kept in a file of its own that is replaced as a whole: what a crash leaves is an older
/// one, and then alerts are sent twice, never not at all.
/// </summary>
internal sealed class SpoolCursor
{
    public const string Extension = ".cursor";

    private readonly string _path;
    private long _savedSent = -1, _savedSettled = -1;

    public SpoolCursor(string folder, string name)
    {
        _path = Path.Combine(folder, FileNameOf(name));
        (Sent, Settled) = Load(_path);
    }

    /// <summary>Number of the last alert that was sent, and acknowledged where the receiver does that.</summary>
    public long Sent { get; private set; }

    /// <summary>Number of the last alert that need not be sent again, whatever happens.</summary>
    public long Settled { get; private set; }

    /// <summary>Moves on; never back.</summary>
    public void Move(long sent, long settled)
    {
        Sent = Math.Max(Sent, sent);
        Settled = Math.Max(Settled, Math.Min(settled, Sent));
    }

    /// <summary>Writes it where it has moved.</summary>
    /// <remarks>A disk that is full does not stop delivery: the cursor is then older, and alerts are sent twice.</remarks>
    public void Save()
    {
        if ((Sent, Settled) == (_savedSent, _savedSettled)) return;
        try
        {
            File.WriteAllText(_path + ".tmp", string.Create(CultureInfo.InvariantCulture, $"crane-cursor-v1 {Sent} {Settled}\n"));
            File.Move(_path + ".tmp", _path, overwrite: true);
            (_savedSent, _savedSettled) = (Sent, Settled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>The largest number that any cursor in the folder has sent: it was on disk once.</summary>
    public static long LastSent(string folder)
    {
        long last = 0;
        foreach (string path in Directory.EnumerateFiles(folder, "*" + Extension)) last = Math.Max(last, Load(path).Sent);
        return last;
    }

    private static (long Sent, long Settled) Load(string path)
    {
        if (!File.Exists(path)) return (0, 0);
        string[] parts = File.ReadAllText(path).Split(' ', '\n');
        return parts is ["crane-cursor-v1", var sent, var settled, ""]
            && long.TryParse(sent, NumberStyles.None, CultureInfo.InvariantCulture, out long s)
            && long.TryParse(settled, NumberStyles.None, CultureInfo.InvariantCulture, out long t) && t <= s ? (s, t) : (0, 0);
    }

    // Names are addresses: what no file system minds, and a hash that tells apart what that makes alike.
    private static string FileNameOf(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name.AsSpan(0, Math.Min(name.Length, 60))) text.Append(char.IsAsciiLetterOrDigit(c) ? char.ToLowerInvariant(c) : '-');
        return $"{text}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12]}{Extension}";
    }
}
