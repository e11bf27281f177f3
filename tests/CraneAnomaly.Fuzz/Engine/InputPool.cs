using System.Security.Cryptography;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>
/// Inputs that reached something new. Kept on disk as well, so that a worker which had to be killed is followed by one
/// that knows what it had learnt.
/// </summary>
internal sealed class InputPool
{
    private readonly List<byte[]> _inputs = [];
    private readonly string _folder;

    /// <summary>Opens the pool of a folder, which is made when missing.</summary>
    public InputPool(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
    }

    /// <summary>Number of inputs.</summary>
    public int Count => _inputs.Count;

    /// <summary>One input.</summary>
    public byte[] this[int index] => _inputs[index];

    /// <summary>What earlier workers of this run have kept, in the order of file names.</summary>
    public IEnumerable<byte[]> Stored() =>
        Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);

    /// <summary>Keeps a copy.</summary>
    public void Add(ReadOnlySpan<byte> input)
    {
        byte[] copy = input.ToArray();
        _inputs.Add(copy);
        File.WriteAllBytes(Path.Combine(_folder, Convert.ToHexStringLower(SHA256.HashData(copy))[..24]), copy);
    }
}
