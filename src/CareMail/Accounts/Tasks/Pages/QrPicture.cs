using System.Globalization;
using System.Text;
using QRCoder;

namespace CareMail.Accounts.Tasks.Pages;

/// <summary>A QR code as one path of squares, to be drawn by the page itself: the secret in it is in no address and no file.</summary>
internal sealed record QrPicture(int Size, string Path)
{
    public static QrPicture Of(string text)
    {
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        for (var y = 0; y < data.ModuleMatrix.Count; y++)
        {
            for (var x = 0; x < data.ModuleMatrix[y].Count; x++)
            {
                if (data.ModuleMatrix[y][x])
                {
                    path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
                }
            }
        }

        return new QrPicture(data.ModuleMatrix.Count, path.ToString());
    }

    /// <summary>In fours, as it is read from one screen and typed into another.</summary>
    public static string Grouped(string secret) => string.Join(' ', secret.Chunk(4).Select(four => new string(four)));
}
