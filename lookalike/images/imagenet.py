"""Statistics of ImageNet's pixels, by which most published networks expect images to be scaled."""

IMAGENET_MEAN = (0.485, 0.456, 0.406)  # of R, G and B, each from 0 to 1
IMAGENET_STD = (0.229, 0.224, 0.225)
