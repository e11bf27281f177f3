using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace CraneAnomaly.Cli.Evidence;

/// <summary>
/// A ZIP of the files of one alert, in the order in which they were added, with the SHA-256 of each in the last of them. The
/// same files give the same bytes.
/// </summary>
internal sealed class EvidenceArchive(Stream output) : IDisposable
{
    // The first that a ZIP can say: when it was written is nobody's evidence.
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip = new(output, ZipArchiveMode.Create, leaveOpen: true);
    private readonly StringBuilder _hashes = new();

    public void Add(string name, string text) => Add(name, Encoding.UTF8.GetBytes(text));

    public void Add(string name, byte[] bytes)
    {
        _hashes.Append(Convert.ToHexStringLower(SHA256.HashData(bytes))).Append("  ").Append(name).Append('\n');
        Write(name, bytes);
    }

    public void Dispose()
    {
        Write("SHA256SUMS", Encoding.UTF8.GetBytes(_hashes.ToString()));
        _zip.Dispose();
    }

    private void Write(string name, byte[] bytes)
    {
        var entry = _zip.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = s_time;
        using var stream = entry.Open();
        stream.Write(bytes);
    }
}
